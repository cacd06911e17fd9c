import type { Client } from '@urql/core';
import type { ResultOf } from 'gql.tada';
import { toDiscountInput } from '../../coupon-discount.ts';
import { createForm, mistakesOf } from '../../form.ts';
import type { ID } from '../../scalars.ts';
import { errorsOf } from '../errors.ts';
import { COUPON, type EDITABLE, UPDATE } from './documents.ts';

/** Opens a form that edits a coupon; undefined when there is none. */
export async function openCouponForm(client: Client, id: ID) {
  const { data, error } = await client.query(COUPON, { id }, { requestPolicy: 'network-only' });
  if (error) throw error;
  if (data?.node?.__typename !== 'Coupon') return undefined;
  return createForm(toStored(data.node), async (set, expectedVersion) => {
    const { data, error } = await client.mutation(UPDATE, { input: { id, set, expectedVersion } });
    const present = data?.couponUpdate?.coupon;
    const mistakes = mistakesOf('couponUpdate', data?.couponUpdate, errorsOf(error));
    return { present: present && toStored(present), mistakes };
  });
}

function toStored({ version, code, note, enabled, usableAt, expiresAt, discount }: ResultOf<typeof EDITABLE>) {
  return { version, values: { code, note, enabled, usableAt, expiresAt, discount: toDiscountInput(discount) } };
}
