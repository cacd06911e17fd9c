import { rowsOf } from '../../bench/rows.ts';
import { type Attack, again, answered, couponGid, post, times } from '../../support/attack.ts';
import { lookupStore, ROWS, STORES } from '../../support/hostile-stores.ts';

/** What one tenant's store, or one tenant's ids, do to another tenant. */

const IDS = rowsOf({ rows: ROWS, spread: 'even' }).map(({ id }) => String(id));
/** A hundred rows of a store, from all of it. */
const EVERY_THIRD = IDS.filter((_, index) => index % 3 === 0);
/** The far ends of what an id can be. */
const FAR_BELOW = ['1', '2', '3'];
const FAR_ABOVE = ['9223372036854775805', '9223372036854775806', '9223372036854775807'];

const lookUp = (storeId: string, couponIds: readonly string[]) =>
  post('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Coupon { couponId } } }', {
    ids: couponIds.map((couponId) => couponGid(storeId, couponId)),
  });

/** Two stores that nobody has asked for before. */
const pairOf = (round: number, place: number) => {
  const first = 2 * (round * 100 + place);
  return { alone: lookupStore(first), attacked: lookupStore(first + 1) };
};

/** Look-ups in a store, after which others look up a hundred of its coupons. */
const LOOK_UPS: readonly Attack[] = (
  [
    ['three ids far below the first coupon', [FAR_BELOW]],
    ['three ids far above the last coupon', [FAR_ABOVE]],
    ['three ids far below the first coupon, ten times', again(FAR_BELOW, 10)],
    ['ids at both ends', again([...FAR_BELOW, ...FAR_ABOVE], 3)],
    ['the first coupon and ids far below it', again([...FAR_BELOW, ...IDS.slice(0, 3)], 3)],
    ['neighbours only', again(IDS.slice(10, 40), 5)],
    [
      'ids that do not exist, between coupons',
      again(
        IDS.slice(0, 30).map((id) => String(BigInt(id) + 1n)),
        3,
      ),
    ],
  ] as const
).map(([id, lookUps], place) => ({
  id: `look-ups of ${id}`,
  sent: ({ round }) => ({ requests: lookUps.map((ids) => lookUp(pairOf(round, place).attacked, ids)) }),
  gets: answered(),
  bystander: ({ round }) => {
    const { alone, attacked } = pairOf(round, place);
    return [lookUp(alone, EVERY_THIRD), lookUp(attacked, EVERY_THIRD)];
  },
}));

const name = (storeId: string) => post(`{ store(storeId: "${storeId}") { name } }`);
const LISTS = (storeId: string) =>
  post(`{ store(storeId: "${storeId}") { ${times(50, (n) => `a${n}: coupons(first: ${n + 1}) { nodes { id } }`)} } }`);

const CODES = [
  'UPSTREAM_ERROR',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
  'RATE_LIMITED',
  'OVERLOADED',
];

/** 600 calls, forty at a time, to a store that fails in one way; fewer where each answer is of megabytes. */
const FAILING: readonly Attack[] = (['failing', 'down', 'loud', 'limited', 'broken', 'cut', 'large'] as const).map(
  (trouble): Attack => ({
    id: `calls to a store in trouble: ${trouble}`,
    sent:
      trouble === 'large'
        ? { requests: again(name(STORES[trouble]), 60), atOnce: 10 }
        : { requests: again(name(STORES[trouble]), 600), atOnce: 40 },
    gets: { statuses: [200, 503], codes: CODES },
  }),
);

export const TENANTS: readonly Attack[] = [
  ...LOOK_UPS,
  ...FAILING,
  {
    id: '200 writes to a store that fails',
    sent: {
      requests: again(
        post(
          `mutation { couponUpdate(input: { id: "${couponGid(STORES.failing, IDS[0] as string)}", set: { note: "x" } }) { userErrors { code } } }`,
        ),
        200,
      ),
      atOnce: 40,
    },
    gets: { statuses: [200, 503], codes: CODES },
  },
  {
    id: '2,000 calls at once to a store that hangs',
    sent: { requests: again(LISTS(STORES.hanging), 40), isAbandoned: true },
    gets: { statuses: [200, 503], codes: CODES },
  },
  {
    id: '10,000 calls at once to a store that hangs',
    sent: { requests: again(LISTS(STORES.hanging), 200), isAbandoned: true },
    gets: { statuses: [200, 503], codes: CODES },
  },
  {
    id: '5,000 calls at once to a store that is slow',
    sent: { requests: again(LISTS(STORES.slow), 100), isAbandoned: true },
    gets: { statuses: [200, 503], codes: CODES },
  },
];
