import type { Program } from '../program.ts';
import { createEnvironment } from './environment.ts';
import { openCouponForm } from './src/coupon-form.ts';
import { openCouponList } from './src/coupon-list.ts';
import { openMails } from './src/marketing-mails.ts';

/** The program with Relay and the types of its compiler. */
export async function createRelayProgram(endpoint: string, key: string): Promise<Program> {
  const environment = createEnvironment(endpoint, key);
  return {
    openList: (storeId, filter) => openCouponList(environment, storeId, filter),
    openForm: (id) => openCouponForm(environment, id),
    openMails: (storeId) => openMails(environment, storeId),
  };
}
