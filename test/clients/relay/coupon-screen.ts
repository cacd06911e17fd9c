import {
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getFragment,
  getPaginationMetadata,
  getPaginationVariables,
} from 'relay-runtime';
import type { couponList_store$data } from './generated/couponList_store.graphql.ts';
import type { couponListRow_coupon$data } from './generated/couponListRow_coupon.graphql.ts';
import type { couponListScreenQuery, couponListScreenQuery$data } from './generated/couponListScreenQuery.graphql.ts';
import { readFragment } from './read-fragment.ts';
import { couponList, couponRow, couponScreen } from './src/coupon-list.ts';

/** A list of coupons as an app shows it: what Relay's pagination hook does, without React around it. */
export interface CouponScreen {
  readonly store: NonNullable<couponListScreenQuery$data['store']>;
  /** What Relay's store holds of the list at this moment. */
  rows(): couponListRow_coupon$data[];
  readonly hasNext: boolean;
  loadNext(count: number): Promise<void>;
}

/** Opens the screen and loads its first page; undefined when there is no such store. */
export async function openCouponScreen(
  environment: Environment,
  variables: couponListScreenQuery['variables'],
): Promise<CouponScreen | undefined> {
  const { store } = (await fetchQuery<couponListScreenQuery>(environment, couponScreen, variables).toPromise()) ?? {};
  if (!store) return undefined;
  const list = () => readFragment<couponList_store$data>(environment, couponList, store);
  return {
    store,
    rows: () => {
      const edges = list().coupons?.edges ?? [];
      return edges.map(({ node }) => readFragment<couponListRow_coupon$data>(environment, couponRow, node));
    },
    get hasNext() {
      return pageInfoOf(list())?.hasNextPage ?? false;
    },
    async loadNext(count) {
      const { paginationRequest, paginationMetadata } = getPaginationMetadata(getFragment(couponList), 'couponList');
      const base = { ...variables, id: store.id };
      const cursor = pageInfoOf(list())?.endCursor;
      const page = getPaginationVariables('forward', count, cursor, base, {}, paginationMetadata);
      environment.retain(createOperationDescriptor(paginationRequest, page));
      await fetchQuery(environment, paginationRequest, page).toPromise();
    },
  };
}

interface Position {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** The compiler adds it to each connection, but not to the types that an app sees. */
function pageInfoOf({ coupons }: couponList_store$data): Position | undefined {
  return (coupons as { readonly pageInfo?: Position } | null | undefined)?.pageInfo;
}
