import { expect } from 'vitest';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

/** One page of a store's coupons with all that a connection offers. */
export const LIST = /* GraphQL */ `
  query List(
    $storeId: FlakeID!
    $first: Int
    $after: String
    $last: Int
    $before: String
    $sort: CouponSort! = NEWEST_FIRST
    $filter: CouponFilter
  ) {
    store(storeId: $storeId) {
      coupons(first: $first, after: $after, last: $last, before: $before, sort: $sort, filter: $filter) {
        edges { cursor node { couponId code } }
        nodes { couponId }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      }
    }
  }
`;

export type Sort = 'NEWEST_FIRST' | 'OLDEST_FIRST';

export interface Edge {
  readonly cursor: string;
  readonly node: { readonly couponId: string; readonly code: string };
}

interface Connection {
  readonly edges: readonly Edge[];
  readonly nodes: readonly { readonly couponId: string }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

/** A gateway with a client that pages. Lists are those of the store with 250 coupons unless `storeId` says otherwise. */
export interface CouponPager extends TestGateway {
  /** One page, which has to come without errors and to agree with itself. */
  page(variables?: object): Promise<Connection>;
  /** The whole list, 20 coupons at a time, from its start to its end. */
  forward(variables: object): Promise<Edge[]>;
  /** The whole list in its order, 20 coupons at a time, from its end to its start. */
  backward(variables: object): Promise<Edge[]>;
  /** What the REST API itself lists, oldest first, by the one kind of page that every reading agrees on. */
  stored(): Promise<CouponDto[]>;
}

export async function startPager(options: SandboxOptions): Promise<CouponPager> {
  const gateway = await startGateway({ sandbox: options });

  async function page(variables: object = {}): Promise<Connection> {
    const { data, errors } = await gateway.query(LIST, { storeId: STORE_ID, ...variables });
    expect(errors).toBeUndefined();
    const connection: Connection = data.store.coupons;
    const { edges, nodes, pageInfo } = connection;
    expect(nodes).toEqual(edges.map(({ node: { couponId } }) => ({ couponId })));
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    return connection;
  }

  return {
    ...gateway,
    page,
    async forward(variables) {
      const all: Edge[] = [];
      for (let after: string | null = null; ; ) {
        const { edges, pageInfo } = await page({ first: 20, after, ...variables });
        expect(pageInfo.hasPreviousPage).toBe(all.length > 0);
        all.push(...edges);
        if (!pageInfo.hasNextPage) return all;
        expect(edges).toHaveLength(20);
        after = pageInfo.endCursor;
      }
    },
    async backward(variables) {
      const all: Edge[] = [];
      for (let before: string | null = null; ; ) {
        const { edges, pageInfo } = await page({ last: 20, before, ...variables });
        expect(pageInfo.hasNextPage).toBe(all.length > 0);
        all.unshift(...edges);
        if (!pageInfo.hasPreviousPage) return all;
        expect(edges).toHaveLength(20);
        before = pageInfo.startCursor;
      }
    },
    async stored() {
      const all: CouponDto[] = [];
      for (let after = '1'; ; after = all.at(-1)?.id as string) {
        const url = `${gateway.sandbox.url}/v1/stores/${STORE_ID}/coupons?asc=true&after=${after}`;
        const response = await fetch(url, { headers: { authorization: 'APIKey sandbox' } });
        const rows = (await response.json()) as CouponDto[];
        if (rows.length === 0) return all;
        all.push(...rows);
      }
    },
  };
}
