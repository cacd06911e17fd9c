import type { Program } from '../program.ts';
import { createUrqlClient } from './client.ts';
import { readSchema } from './schema.ts';
import { openCouponForm } from './src/coupon-form.ts';
import { openCouponList } from './src/coupon-list.ts';
import { openMails } from './src/marketing-mails.ts';

/** The program with urql and the types of gql.tada. */
export async function createUrqlProgram(endpoint: string, key: string): Promise<Program> {
  const client = createUrqlClient(endpoint, key, await readSchema(endpoint));
  return {
    openList: (storeId, filter) => openCouponList(client, storeId, filter),
    openForm: (id) => openCouponForm(client, id),
    openMails: (storeId) => openMails(client, storeId),
  };
}
