import {
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getFragment,
  getPaginationMetadata,
  getPaginationVariables,
  graphql,
} from 'relay-runtime';
import { batchMistakesOf, mistakesOf } from '../../form.ts';
import type { CouponList, ListFilter, NewCoupon } from '../../program.ts';
import type { FlakeID } from '../../scalars.ts';
import { commit } from '../commit.ts';
import type { couponList_store$key } from '../generated/couponList_store.graphql.ts';
import type { couponListCreateBothMutation } from '../generated/couponListCreateBothMutation.graphql.ts';
import type { couponListCreateManyMutation } from '../generated/couponListCreateManyMutation.graphql.ts';
import type { couponListCreateMutation } from '../generated/couponListCreateMutation.graphql.ts';
import type { couponListDeleteManyMutation } from '../generated/couponListDeleteManyMutation.graphql.ts';
import type { couponListDeleteMutation } from '../generated/couponListDeleteMutation.graphql.ts';
import type { couponListRow_coupon$key } from '../generated/couponListRow_coupon.graphql.ts';
import type { couponListScreenQuery } from '../generated/couponListScreenQuery.graphql.ts';
import type { couponListSetEnabledMutation } from '../generated/couponListSetEnabledMutation.graphql.ts';
import { readFragment } from '../read-fragment.ts';
import { readTerms } from './coupon-terms.ts';

export const couponScreen = graphql`
  query couponListScreenQuery($storeId: FlakeID!, $filter: CouponFilter, $sort: CouponSort) {
    store(storeId: $storeId) {
      id
      name @catch
      ...couponList_store @arguments(filter: $filter, sort: $sort)
    }
  }
`;

/** A page of a store's coupons, which asks for the next one through `Query.node`. */
const couponList = graphql`
  fragment couponList_store on Store
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 40 }
    cursor: { type: "String" }
    filter: { type: "CouponFilter" }
    sort: { type: "CouponSort" }
  )
  @refetchable(queryName: "couponListPageQuery")
  @throwOnFieldError {
    coupons(first: $count, after: $cursor, filter: $filter, sort: $sort)
      @connection(key: "couponList_coupons", filters: ["filter", "sort"]) {
      __id
      edges {
        node {
          ...couponListRow_coupon
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/** One row, which can be read again by itself. */
export const couponRow = graphql`
  fragment couponListRow_coupon on Coupon @refetchable(queryName: "couponListRowQuery") {
    id
    couponId
    code
    createdAt
    enabled
    version
    ...couponTerms
  }
`;

const createOnTop = graphql`
  mutation couponListCreateMutation($input: CouponCreateInput!, $connections: [ID!]!) {
    couponCreate(input: $input) {
      couponEdge @prependEdge(connections: $connections) {
        node {
          ...couponListRow_coupon
        }
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const createBothOnTop = graphql`
  mutation couponListCreateBothMutation(
    $first: CouponCreateInput!
    $second: CouponCreateInput!
    $connections: [ID!]!
  ) {
    first: couponCreate(input: $first) {
      couponEdge @prependEdge(connections: $connections) {
        node {
          ...couponListRow_coupon
        }
      }
      userErrors {
        field
        message
      }
    }
    second: couponCreate(input: $second) {
      couponEdge @prependEdge(connections: $connections) {
        node {
          ...couponListRow_coupon
        }
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const setEnabled = graphql`
  mutation couponListSetEnabledMutation($input: CouponUpdateInput!) @raw_response_type {
    couponUpdate(input: $input) {
      coupon {
        id
        enabled
        version
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const remove = graphql`
  mutation couponListDeleteMutation($input: CouponDeleteInput!, $connections: [ID!]!) {
    couponDelete(input: $input) {
      deletedCouponId @deleteEdge(connections: $connections)
      userErrors {
        field
        message
      }
    }
  }
`;

const createManyOnTop = graphql`
  mutation couponListCreateManyMutation($input: CouponBulkCreateInput!, $connections: [ID!]!) {
    couponBulkCreate(input: $input) {
      results {
        couponEdge @prependEdge(connections: $connections) {
          node {
            ...couponListRow_coupon
          }
        }
        userErrors {
          field
          message
        }
      }
      userErrors {
        field
        message
      }
    }
  }
`;

const removeMany = graphql`
  mutation couponListDeleteManyMutation($input: CouponBulkDeleteInput!, $connections: [ID!]!) {
    couponBulkDelete(input: $input) {
      results {
        deletedCouponId @deleteEdge(connections: $connections)
        userErrors {
          field
          message
        }
      }
      userErrors {
        field
        message
      }
    }
  }
`;

/** Opens a list of coupons; undefined when there is no such store. */
export async function openCouponList(
  environment: Environment,
  storeId: FlakeID,
  filter: ListFilter | null,
): Promise<CouponList | undefined> {
  const variables = { storeId, filter };
  const opened = await fetchQuery<couponListScreenQuery>(environment, couponScreen, variables).toPromise();
  if (!opened?.store) return undefined;
  const { store } = opened;
  const shown = () => readList(environment, store).coupons;
  const coupons = shown();
  if (!coupons) return undefined;
  const connections = filter ? [] : [coupons.__id];
  const inputOf = ({ code, percentage }: NewCoupon) => ({ storeId, coupon: { code, discount: { percentage } } });
  const rows = () => {
    const coupons = shown();
    return coupons ? coupons.edges.map(({ node }) => readRow(environment, node)) : [];
  };

  return {
    rows,
    async loadMore() {
      const page = shown()?.pageInfo;
      if (!page?.hasNextPage) return false;
      const { paginationRequest, paginationMetadata } = getPaginationMetadata(getFragment(couponList), 'couponList');
      const base = { ...variables, id: store.id };
      const next = getPaginationVariables('forward', 60, page.endCursor, base, {}, paginationMetadata);
      environment.retain(createOperationDescriptor(paginationRequest, next));
      await fetchQuery(environment, paginationRequest, next).toPromise();
      return true;
    },
    async create(coupon) {
      const { data, errors } = await commit<couponListCreateMutation>(environment, {
        mutation: createOnTop,
        variables: { input: inputOf(coupon), connections },
      });
      return mistakesOf('couponCreate', data?.couponCreate, errors);
    },
    async createBoth(first, second) {
      const { data, errors } = await commit<couponListCreateBothMutation>(environment, {
        mutation: createBothOnTop,
        variables: { first: inputOf(first), second: inputOf(second), connections },
      });
      return [mistakesOf('first', data?.first, errors), mistakesOf('second', data?.second, errors)];
    },
    async setEnabled(id, enabled) {
      const row = rows().find((row) => row.id === id);
      if (!row) throw new TypeError('There is no such row.');
      const { version } = row;
      const { data, errors } = await commit<couponListSetEnabledMutation>(environment, {
        mutation: setEnabled,
        variables: { input: { id, expectedVersion: version, set: { enabled } } },
        optimisticResponse: { couponUpdate: { coupon: { id, enabled, version }, userErrors: [] } },
      });
      return mistakesOf('couponUpdate', data?.couponUpdate, errors);
    },
    async remove(id) {
      const { data, errors } = await commit<couponListDeleteMutation>(environment, {
        mutation: remove,
        variables: { input: { id }, connections },
      });
      return mistakesOf('couponDelete', data?.couponDelete, errors);
    },
    async createMany(codes, percentage) {
      const items = codes.map((code) => ({ code }));
      const { data, errors } = await commit<couponListCreateManyMutation>(environment, {
        mutation: createManyOnTop,
        variables: { input: { storeId, template: { discount: { percentage } }, items }, connections },
      });
      return batchMistakesOf('couponBulkCreate', data?.couponBulkCreate, errors);
    },
    async removeMany(ids) {
      const { data, errors } = await commit<couponListDeleteManyMutation>(environment, {
        mutation: removeMany,
        variables: { input: { items: ids.map((id) => ({ id })) }, connections },
      });
      return batchMistakesOf('couponBulkDelete', data?.couponBulkDelete, errors);
    },
  };
}

const readList = (environment: Environment, store: couponList_store$key) =>
  readFragment(environment, couponList, store);

function readRow(environment: Environment, coupon: couponListRow_coupon$key) {
  const row = readFragment(environment, couponRow, coupon);
  return { ...row, ...readTerms(row) };
}
