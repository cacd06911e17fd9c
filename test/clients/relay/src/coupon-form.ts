import { type Environment, fetchQuery, graphql, readInlineData } from 'relay-runtime';
import { toDiscountInput } from '../../coupon-discount.ts';
import { createForm, mistakesOf } from '../../form.ts';
import type { ID } from '../../scalars.ts';
import { commit } from '../commit.ts';
import type { couponForm_coupon$key } from '../generated/couponForm_coupon.graphql.ts';
import type { couponFormQuery } from '../generated/couponFormQuery.graphql.ts';
import type { couponFormUpdateMutation } from '../generated/couponFormUpdateMutation.graphql.ts';
import { readTerms } from './coupon-terms.ts';

const editable = graphql`
  fragment couponForm_coupon on Coupon @inline {
    version
    code
    note
    enabled
    usableAt
    expiresAt
    ...couponTerms
  }
`;

const coupon = graphql`
  query couponFormQuery($id: ID!) {
    node(id: $id) {
      ...couponForm_coupon @alias(as: "coupon")
    }
  }
`;

export const updateCoupon = graphql`
  mutation couponFormUpdateMutation($input: CouponUpdateInput!) {
    couponUpdate(input: $input) {
      coupon {
        ...couponForm_coupon
      }
      userErrors {
        field
        message
      }
    }
  }
`;

/** Opens a form that edits a coupon; undefined when there is none. */
export async function openCouponForm(environment: Environment, id: ID) {
  const opened = await fetchQuery<couponFormQuery>(environment, coupon, { id }).toPromise();
  if (!opened?.node?.coupon) return undefined;
  return createForm(toStored(opened.node.coupon), async (set, expectedVersion) => {
    const { data, errors } = await commit<couponFormUpdateMutation>(environment, {
      mutation: updateCoupon,
      variables: { input: { id, set, expectedVersion } },
    });
    const present = data?.couponUpdate?.coupon;
    const mistakes = mistakesOf('couponUpdate', data?.couponUpdate, errors);
    return { present: present && toStored(present), mistakes };
  });
}

function toStored(key: couponForm_coupon$key) {
  const stored = readInlineData(editable, key);
  const { version, code, note, enabled, usableAt, expiresAt } = stored;
  const discount = toDiscountInput(readTerms(stored).discount);
  return { version, values: { code, note, enabled, usableAt, expiresAt, discount } };
}
