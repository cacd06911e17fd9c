import { type ReactNode, useState } from 'react';
import { graphql } from 'react-relay';
import type { CouponInput, createCouponFormMutation } from '../../generated/createCouponFormMutation.graphql.ts';
import { failureToMistakes, toMistakes, useCommit } from '../commit.ts';
import { type Mistake, toTexts, toWhole } from '../form/fields.ts';
import { Form, type Typed } from '../form/form.tsx';
import type { Units } from '../form/kinds.ts';
import { useNotify } from '../notices.tsx';
import { COUPON_FIELDS, PLAIN_COUPON } from './coupon-fields.ts';
import { CouponInputs } from './coupon-inputs.tsx';

/**
 * Creates a coupon. It is shown when it is there, and not before: its code may be taken.
 *
 * @param connections the lists that it goes on top of, by Relay's ids of them.
 */
export function CreateCouponForm({
  storeId,
  units,
  connections,
  onCreated,
}: {
  storeId: string;
  units: Units;
  connections: readonly string[];
  onCreated: () => void;
}): ReactNode {
  const [texts] = useState(() => toTexts(COUPON_FIELDS, PLAIN_COUPON, units));
  const [commit] = useCommit<createCouponFormMutation>(graphql`
    mutation createCouponFormMutation($input: CouponCreateInput!, $connections: [ID!]!) {
      couponCreate(input: $input) {
        couponEdge @prependEdge(connections: $connections) {
          cursor
          node {
            id
            ...couponListRow_coupon
            store {
              couponsCount(limit: 99) {
                count
                precision
              }
            }
          }
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `);
  const notify = useNotify();

  async function save(typed: Typed): Promise<readonly Mistake[]> {
    const parsed = toWhole<CouponInput>(COUPON_FIELDS, texts, typed.texts, units);
    if ('mistakes' in parsed) return parsed.mistakes;
    const input = { storeId, coupon: parsed.input };
    const outcome = await commit({ variables: { input, connections: [...connections] } });
    if ('failure' in outcome) return failureToMistakes(outcome.failure, typed.names);
    const { userErrors } = outcome.response.couponCreate ?? { userErrors: [] };
    if (userErrors.length > 0) return toMistakes(userErrors, typed.names);
    notify(`${typed.texts.code} is created.`);
    onCreated();
    return [];
  }

  return (
    <Form fields={COUPON_FIELDS} texts={texts} units={units} saveLabel="Create coupon" onSave={save}>
      <CouponInputs />
    </Form>
  );
}
