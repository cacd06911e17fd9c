import type { Program } from '../program.ts';
import { createApolloClient } from './client.ts';
import { readPossibleTypes } from './possible-types.ts';
import { openCouponForm } from './src/coupon-form.ts';
import { openCouponList } from './src/coupon-list.ts';
import { openMails } from './src/marketing-mails.ts';

/** The program with Apollo Client and the types of graphql-codegen. */
export async function createApolloProgram(endpoint: string, key: string): Promise<Program> {
  const client = createApolloClient(endpoint, key, await readPossibleTypes(endpoint));
  return {
    openList: (storeId, filter) => openCouponList(client, storeId, filter),
    openForm: (id) => openCouponForm(client, id),
    openMails: (storeId) => openMails(client, storeId),
  };
}
