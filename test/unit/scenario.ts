import fc from 'fast-check';
import type { ReferenceArgs } from './relay-reference.ts';

/** A list of coupons and one page that is asked of it. */
export interface Scenario {
  /** The ids that exist, rising. */
  readonly ids: readonly bigint[];
  readonly ascending: boolean;
  /** With neither `first` nor `last`, the page has the default size. */
  readonly args: ReferenceArgs;
  /** The only coupons that are wanted, by when they were created; all of them unless given. */
  readonly created?: Stretch;
}

/** From one moment on and before another, each in ticks of 100 ns since 1970. */
export interface Stretch {
  readonly from?: bigint | undefined;
  readonly before?: bigint | undefined;
}

const MAX = 2n ** 63n - 1n;
const MAX_ROWS = 250;

/** Distances between ids: neighbours, near ones, and a distance that changes the number of digits. */
const gap = fc.oneof(fc.constant(1n), fc.bigInt(2n, 4n), fc.bigInt(1n, 2n ** 54n));

/** Ids that begin at 1, end at 2^63 - 1, both, or stand in between. */
const everMade = fc
  .record({
    length: fc.oneof(
      fc.constantFrom(0, 1, 2, 20, 99, 100, 101, 102, 200, 201),
      fc.nat(MAX_ROWS),
      fc.integer({ min: 98, max: MAX_ROWS }),
    ),
    gaps: fc.array(gap, { minLength: 1, maxLength: 40 }),
    place: fc.constantFrom('bottom', 'top', 'both', 'between'),
    start: fc.bigInt(2n, 2n ** 61n),
  })
  .map(({ length, gaps, place, start }) => {
    let next = 0n;
    const steps = Array.from({ length }, (_, index) => {
      next += gaps[index % gaps.length] as bigint;
      return next;
    });
    const base = place === 'top' ? MAX - next : place === 'between' ? start : 1n - (steps[0] ?? 0n);
    const ids = steps.map((step) => base + step);
    return place === 'both' && length > 1 ? ids.with(-1, MAX) : ids;
  });

const size = fc.oneof(fc.constantFrom(0, 1, 2, 97, 98, 99), fc.constant(100), fc.nat(100));

const slice = fc.oneof(
  { weight: 3, arbitrary: size.map((first) => ({ first })) },
  { weight: 3, arbitrary: size.map((last) => ({ last })) },
  { weight: 1, arbitrary: fc.constant({}) },
);

/** An id beside, at or far from one that exists or existed, by its place in the list. */
const cursorMaker = fc
  .record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('listed') },
      { weight: 1, arbitrary: fc.constantFrom('lowest', 'highest', 'anywhere') },
    ),
    place: fc.nat(MAX_ROWS - 1),
    offset: fc.constantFrom(0n, 0n, 0n, -1n, 1n),
    anywhere: fc.bigInt(1n, MAX),
  })
  .map(({ kind, place, offset, anywhere }) => (ids: readonly bigint[]): bigint => {
    const listed = ids[place % ids.length];
    if (kind === 'lowest') return 1n;
    if (kind === 'highest') return MAX;
    if (kind === 'anywhere' || listed === undefined) return anywhere;
    const id = listed + offset;
    return id < 1n ? 1n : id > MAX ? MAX : id;
  });

/** Lists of 0 to 250 rows, some of which are deleted again, with every combination of arguments. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    everMade,
    /** The share of rows that are gone: one in so many, or none. */
    deleteEach: fc.constantFrom(undefined, undefined, 2, 7),
    ascending: fc.boolean(),
    slice,
    after: fc.option(cursorMaker, { nil: undefined }),
    before: fc.option(cursorMaker, { nil: undefined, freq: 2 }),
  })
  .map(({ everMade, deleteEach, ascending, slice, after, before }) => ({
    ids: deleteEach === undefined ? everMade : everMade.filter((_, index) => index % deleteEach !== 0),
    ascending,
    args: { ...slice, after: after?.(everMade), before: before?.(everMade) },
  }));

const TICKS_PER_MS = 10_000n;
/** Within the years 1 and 9999 in every time zone. */
const FIRST_TICK = -621_300_000_000_000_000n;
const LAST_TICK = 2_534_000_000_000_000_000n;

/** The ms of Unix time that an id holds. */
function madeAtMs(id: bigint): bigint {
  return (id >> 22n) + 1_645_568_542_000n;
}

/** The ids that were made in a stretch of time. */
export function wantedOf(ids: readonly bigint[], { from, before }: Stretch = {}): readonly bigint[] {
  return ids.filter((id) => {
    const madeAt = madeAtMs(id) * TICKS_PER_MS;
    return (from === undefined || madeAt >= from) && (before === undefined || madeAt < before);
  });
}

/** A stretch of time as a client may write it. */
export function toDateTimeRange({ from, before }: Stretch) {
  return { from: toMoment(from), before: toMoment(before) };
}

/** With up to seven digits of its second's fraction, and in some time zone. */
function toMoment(ticks: bigint | undefined): string | null {
  if (ticks === undefined) return null;
  const [second, fraction] = [ticks / 10_000_000n, ticks % 10_000_000n];
  const [whole, rest] = fraction < 0n ? [second - 1n, fraction + 10_000_000n] : [second, fraction];
  const offset = Number(ticks % 4n) * 90;
  const clock = new Date((Number(whole) + offset * 60) * 1000).toISOString();
  const digits = rest === 0n ? '' : `.${rest.toString().padStart(7, '0').replace(/0+$/, '')}`;
  const zone =
    offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16)}`;
  return `${clock.slice(0, 19)}${digits}${zone}`;
}

/** A moment at, beside or far from that at which a coupon was created. */
const momentMaker = fc
  .record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('listed') },
      { weight: 1, arbitrary: fc.constantFrom('first', 'last', 'anywhere') },
    ),
    place: fc.nat(MAX_ROWS - 1),
    offset: fc.constantFrom(0n, 0n, 1n, -1n, TICKS_PER_MS, -TICKS_PER_MS, TICKS_PER_MS - 1n),
    anywhere: fc.bigInt(FIRST_TICK, LAST_TICK),
  })
  .map(({ kind, place, offset, anywhere }) => (ids: readonly bigint[]): bigint => {
    const listed = ids[place % ids.length];
    if (kind === 'first') return madeAtMs(0n) * TICKS_PER_MS + offset;
    if (kind === 'last') return madeAtMs(MAX) * TICKS_PER_MS + offset;
    return kind === 'anywhere' || listed === undefined ? anywhere : madeAtMs(listed) * TICKS_PER_MS + offset;
  });

/** The same of which only those are wanted that were created in a stretch of time. */
export const scenarioInTime: fc.Arbitrary<Scenario> = fc
  .record({
    scenario,
    from: fc.option(momentMaker, { nil: undefined }),
    before: fc.option(momentMaker, { nil: undefined }),
  })
  .map(({ scenario: whole, from, before }) => ({
    ...whole,
    created: { from: from?.(whole.ids), before: before?.(whole.ids) },
  }));
