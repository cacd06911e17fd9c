import { type ReactNode, useEffect, useRef, useState } from 'react';
import { graphql, useFragment, usePaginationFragment } from 'react-relay';
import { Link } from 'wouter';
import type { couponList_store$key } from '../../generated/couponList_store.graphql.ts';
import type { couponListPageQuery } from '../../generated/couponListPageQuery.graphql.ts';
import type { couponListRow_coupon$key } from '../../generated/couponListRow_coupon.graphql.ts';
import { explain } from '../failure.tsx';
import type { Units } from '../form/kinds.ts';
import { CouponSwitch } from './coupon-switch.tsx';
import { formatDay, formatDiscount, formatLimits, formatPeriod, STATES, stateOf } from './coupon-text.ts';

const PAGE_SIZE = 20;

/** Coupons, a page after the other. */
export function CouponList({
  store,
  units,
  path,
  whenEmpty,
}: {
  store: couponList_store$key;
  units: Units;
  path: string;
  whenEmpty: ReactNode;
}): ReactNode {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<couponListPageQuery, couponList_store$key>(
    graphql`
      fragment couponList_store on Store
      @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" })
      @refetchable(queryName: "couponListPageQuery")
      @throwOnFieldError {
        viewerCanWriteCoupons
        coupons(first: $first, after: $after, filter: $filter) @connection(key: "couponList_coupons") {
          edges {
            node {
              id
              ...couponListRow_coupon
            }
          }
        }
      }
    `,
    store,
  );
  const [failure, setFailure] = useState<Error | null>(null);
  const [now] = useState(Date.now);
  const rows = useRef<HTMLTableSectionElement>(null);
  const edges = data.coupons?.edges ?? [];
  // Where reading goes on when more are there, also when the button is gone with the last of them.
  const next = useRef<number>(null);
  useEffect(() => {
    if (next.current === null || next.current >= edges.length) return;
    rows.current?.rows[next.current]?.querySelector('a')?.focus();
    next.current = null;
  }, [edges.length]);
  if (edges.length === 0) return whenEmpty;

  function showMore(): void {
    setFailure(null);
    next.current = edges.length;
    loadNext(PAGE_SIZE, {
      onComplete(error) {
        setFailure(error);
        if (error) next.current = null;
      },
    });
  }

  return (
    <>
      <table className="coupons">
        <caption className="visually-hidden">Coupons, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">Discount</th>
            <th scope="col">State</th>
            <th scope="col" className="minor">
              Uses
            </th>
            <th scope="col" className="minor">
              Created
            </th>
            {data.viewerCanWriteCoupons && <th scope="col">On</th>}
          </tr>
        </thead>
        <tbody ref={rows}>
          {edges.map(({ node }) => (
            <CouponRow
              key={node.id}
              coupon={node}
              units={units}
              path={path}
              now={now}
              canWrite={data.viewerCanWriteCoupons ?? false}
            />
          ))}
        </tbody>
      </table>
      <p className="more">
        {hasNext && (
          <button type="button" aria-disabled={isLoadingNext} onClick={() => isLoadingNext || showMore()}>
            {isLoadingNext ? 'Loading…' : `Show ${PAGE_SIZE} more`}
          </button>
        )}
        <span role="status">
          {edges.length} shown{hasNext ? '' : ', that is all'}
        </span>
        <span role="alert">{failure && `Those that follow could not be loaded. ${explain(failure).text}`}</span>
      </p>
    </>
  );
}

function CouponRow({
  coupon,
  units,
  path,
  now,
  canWrite,
}: {
  coupon: couponListRow_coupon$key;
  units: Units;
  path: string;
  now: number;
  canWrite: boolean;
}): ReactNode {
  const data = useFragment(
    graphql`
      fragment couponListRow_coupon on Coupon @throwOnFieldError {
        couponId
        code
        note
        enabled
        discount {
          __typename
          ... on CouponAmountDiscount {
            amount
          }
          ... on CouponPercentDiscount {
            percentage
          }
        }
        usableAt
        expiresAt
        redeemLimitCustomerEnabled
        redeemLimitCustomerAmount
        redeemLimitStoreEnabled
        redeemLimitStoreAmount
        createdAt
        ...couponSwitch_coupon
      }
    `,
    coupon,
  );
  const state = stateOf(data, now);
  return (
    <tr>
      <th scope="row">
        <Link className="ticket" href={`${path}/${data.couponId}${location.search}`}>
          {data.code}
        </Link>
        {data.note && <small>{data.note}</small>}
      </th>
      <td className="discount-text">{formatDiscount(data.discount, units)}</td>
      <td>
        <span className={`state-mark ${state}`}>{STATES[state]}</span>
        <small>{formatPeriod(data, now)}</small>
      </td>
      <td className="minor">{formatLimits(data, units)}</td>
      <td className="minor">{formatDay(data.createdAt)}</td>
      {canWrite && (
        <td>
          <CouponSwitch coupon={data} />
        </td>
      )}
    </tr>
  );
}
