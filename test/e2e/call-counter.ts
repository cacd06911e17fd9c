import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createSeedCoupons } from '../../src/sandbox/seed-coupons.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

/** The ids of the store with coupons, oldest first. */
export const IDS: readonly string[] = createSeedCoupons(STORE_ID).map(({ id }) => id);

/** A gateway that tells which REST calls an operation costs. */
export interface CallCounter {
  readonly gateway: TestGateway;
  /** The data of an operation, which has to succeed; counting begins anew with it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  dataOf(document: string, variables?: object): Promise<any>;
  /** What the last operation asked of the REST API: method, and path below the store. */
  calls(): string[];
}

/** Gives the tests of a file a gateway of their own. Each test finds it without faults and with nothing counted. */
export function useCallCounter(): CallCounter {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  beforeEach(() => gateway.sandbox.clearRequests());
  afterEach(() => gateway.sandbox.faults.clear());
  afterAll(() => gateway.close());
  return {
    get gateway() {
      return gateway;
    },
    async dataOf(document, variables) {
      gateway.sandbox.clearRequests();
      const { data, errors } = await gateway.query(document, variables);
      expect(errors).toBeUndefined();
      return data;
    },
    calls: () =>
      gateway.sandbox.requests.map(({ method, path, query }) => {
        const below = path.replace(/^\/v1\/stores\/\d+/, '');
        return `${method} ${below}${query.size > 0 ? `?${query}` : ''}`;
      }),
  };
}

export function couponGid(couponId: string, storeId = STORE_ID): string {
  return `gid://paynow/Coupon/${storeId}/${couponId}`;
}

/** The id that is so far away from another. */
export function idAt(id: string, distance: bigint): string {
  return (BigInt(id) + distance).toString();
}
