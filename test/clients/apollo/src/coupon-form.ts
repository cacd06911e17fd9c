import type { ApolloClient } from '@apollo/client';
import { toDiscountInput } from '../../coupon-discount.ts';
import { createForm, mistakesOf } from '../../form.ts';
import type { ID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import type { EditableFragment } from '../generated/graphql.ts';
import { COUPON, UPDATE } from './documents.ts';

/** Opens a form that edits a coupon; undefined when there is none. */
export async function openCouponForm(client: ApolloClient, id: ID) {
  const { data } = await client.query({ query: COUPON, variables: { id }, fetchPolicy: 'network-only' });
  if (data?.node?.__typename !== 'Coupon') return undefined;
  return createForm(toStored(data.node), async (set, expectedVersion) => {
    const { data, error } = await client.mutate({
      mutation: UPDATE,
      variables: { input: { id, set, expectedVersion } },
      errorPolicy: 'all',
    });
    const present = data?.couponUpdate?.coupon;
    const mistakes = mistakesOf('couponUpdate', data?.couponUpdate, errorsOf(error));
    return { present: present && toStored(present), mistakes };
  });
}

function toStored({ version, code, note, enabled, usableAt, expiresAt, discount }: EditableFragment) {
  return { version, values: { code, note, enabled, usableAt, expiresAt, discount: toDiscountInput(discount) } };
}
