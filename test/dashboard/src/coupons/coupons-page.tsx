import { type ReactNode, Suspense, useDeferredValue } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { graphql, useLazyLoadQuery } from 'react-relay';
import { ConnectionHandler } from 'relay-runtime';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { couponsPageCountQuery } from '../../generated/couponsPageCountQuery.graphql.ts';
import type {
  CouponFilter,
  CouponOrigin,
  CouponStatus,
  couponsPageQuery,
} from '../../generated/couponsPageQuery.graphql.ts';
import { type Attempt, Loadable } from '../failure.tsx';
import { Segments } from '../segments.tsx';
import type { PartProps } from '../store.ts';
import { CouponList } from './coupon-list.tsx';
import { CouponSheet, NewCouponSheet } from './coupon-sheet.tsx';

const STATUSES: readonly (readonly [CouponStatus | '', string])[] = [
  ['', 'All'],
  ['ACTIVE', 'Active'],
  ['INACTIVE', 'Inactive'],
];

const ORIGINS: readonly (readonly [CouponOrigin | '', string])[] = [
  ['', 'Made by anyone'],
  ['MANUAL', 'Made by people'],
  ['GENERATED', 'Made for mails'],
];

/** The coupons of a store. What is filtered and what is open stands in the address. */
export function CouponsPage({ store, path, open }: PartProps): ReactNode {
  const { storeId } = store;
  const canWrite = store.viewerCanWriteCoupons ?? false;
  const units = { currency: store.currency ?? null };
  const [params, setParams] = useSearchParams();
  const [, navigate] = useLocation();
  const status = STATUSES.find(([value]) => value === params.get('status'))?.[0] || undefined;
  const origin = ORIGINS.find(([value]) => value === params.get('origin'))?.[0] || undefined;
  const search = location.search;
  const close = () => navigate(path + search);

  const wanted = JSON.stringify(status || origin ? { status, origin } : null);
  // The list that is there stays in sight until the next one has come.
  const shown = useDeferredValue(wanted);
  const filter = JSON.parse(shown) as CouponFilter | null;
  const listOf = (of: CouponFilter | null) =>
    ConnectionHandler.getConnectionID(store.id, 'couponList_coupons', { filter: of });

  function choose(name: string, value: string): void {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  }

  return (
    <>
      <title>{`Coupons – ${store.name ?? storeId}`}</title>
      <div className="title">
        <h1>Coupons</h1>
        {/* The list does not wait for the number, and does without it. */}
        <ErrorBoundary fallback={null} resetKeys={[shown]}>
          <Suspense fallback={null}>
            <Count storeId={storeId} filter={filter} />
          </Suspense>
        </ErrorBoundary>
        {canWrite && (
          <Link className="button primary" href={`${path}/new${search}`}>
            New coupon
          </Link>
        )}
      </div>
      <div className="bar">
        <Segments
          label="State"
          hidesLabel
          name="status"
          choices={STATUSES}
          value={status ?? ''}
          onChange={(value) => choose('status', value)}
        />
        <select aria-label="Made by" value={origin ?? ''} onChange={({ target }) => choose('origin', target.value)}>
          {ORIGINS.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Loadable loading={<LoadingList />}>
        {(attempt) => (
          <div className={shown === wanted ? undefined : 'stale'} aria-busy={shown !== wanted}>
            <Coupons storeId={storeId} filter={filter} attempt={attempt} units={units} path={path}>
              {filter ? (
                <div className="state">
                  <h2>No coupon is like that</h2>
                  <p>There are none that fit what you have chosen.</p>
                  <button type="button" onClick={() => setParams({}, { replace: true })}>
                    Show all
                  </button>
                </div>
              ) : (
                <div className="state">
                  <h2>No coupons yet</h2>
                  <p>Codes that give your customers a discount will stand here.</p>
                </div>
              )}
            </Coupons>
          </div>
        )}
      </Loadable>
      {open === 'new' && canWrite && (
        <NewCouponSheet
          storeId={storeId}
          units={units}
          // A filter may not let it in: all coupons are shown then.
          connections={[listOf(null)]}
          onCreated={() => navigate(path)}
          onClose={close}
        />
      )}
      {open !== undefined && open !== 'new' && (
        <CouponSheet
          storeId={storeId}
          couponId={open}
          units={units}
          canWrite={canWrite}
          connections={[listOf(filter), listOf(null)]}
          onClose={close}
        />
      )}
    </>
  );
}

/** @param children what is shown in place of a list without coupons. */
function Coupons({
  storeId,
  filter,
  attempt,
  children,
  ...shown
}: {
  storeId: string;
  filter: CouponFilter | null;
  attempt: Attempt;
  children: ReactNode;
} & Omit<Parameters<typeof CouponList>[0], 'store' | 'whenEmpty'>): ReactNode {
  const { store } = useLazyLoadQuery<couponsPageQuery>(
    graphql`
      query couponsPageQuery($storeId: FlakeID!, $filter: CouponFilter) {
        store(storeId: $storeId) {
          ...couponList_store
        }
      }
    `,
    { storeId, filter },
    attempt,
  );
  return store && <CouponList store={store} whenEmpty={children} {...shown} />;
}

/** How many coupons there are, up to as many as one REST call can count. */
function Count({ storeId, filter }: { storeId: string; filter: CouponFilter | null }): ReactNode {
  const { store } = useLazyLoadQuery<couponsPageCountQuery>(
    graphql`
      query couponsPageCountQuery($storeId: FlakeID!, $filter: CouponFilter) {
        store(storeId: $storeId) {
          couponsCount(filter: $filter, limit: 99) {
            count
            precision
          }
        }
      }
    `,
    { storeId, filter },
    { fetchPolicy: 'store-and-network' },
  );
  const counted = store?.couponsCount;
  return (
    counted && (
      <p className="count">
        {counted.count}
        {counted.precision === 'AT_LEAST' && '+'}
      </p>
    )
  );
}

function LoadingList(): ReactNode {
  return (
    <>
      <p className="visually-hidden" role="status">
        Loading
      </p>
      <div className="bones" aria-hidden="true">
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
          <i key={index} />
        ))}
      </div>
    </>
  );
}
