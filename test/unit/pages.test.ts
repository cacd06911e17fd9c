import { describe, expect, it } from 'vitest';
import { readPage } from '../../src/graphql/connection.ts';
import type { CouponDto } from '../../src/rest/contract/dto.ts';
import { COUPONS } from '../../src/rest/coupons.ts';
import { BadResponseError } from '../../src/rest/errors.ts';
import { ALL_IDS } from '../../src/rest/id-range.ts';
import { listAfter, listBefore, type Walk } from '../../src/rest/pages.ts';
import { listIds, type Reading } from './fake-list.ts';
import { createFakeUpstream, STORE, toRow } from './fake-upstream.ts';

const BY_VALUE: Reading = { cursors: 'value', cut: 'far' };
const BY_POSITION: Reading = { cursors: 'position', cut: 'far' };

/** 10, 20, … 90. */
const NINE = Array.from({ length: 9 }, (_, index) => BigInt(index + 1) * 10n);

function walk(from: string | undefined, limit = 3): Walk<CouponDto> {
  return { source: COUPONS, storeId: STORE, from, limit, filter: {} };
}

/** The list of {@link NINE}, with a change to each answer. */
function createNine(reading: Reading, change: (rows: unknown[], query: URLSearchParams) => unknown = (rows) => rows) {
  return createFakeUpstream((query) => change(listIds(NINE, reading, query).map(toRow), query));
}

describe('a page that breaks what was asked for', () => {
  const breaches: [string, (rows: unknown[]) => unknown][] = [
    ['is not sorted', ([a, b, c]) => [a, c, b]],
    ['is in the other order', (rows) => rows.toReversed()],
    ['holds a row twice', ([a, b]) => [a, b, b]],
    ['holds more rows than the limit', (rows) => [...rows, toRow('99')]],
    ['holds a row of another store', ([a, b]) => [a, { ...(b as object), store_id: '7' }]],
    ['holds a row without a store', ([a]) => [a, { id: '999' }]],
    ['holds a row without an id', ([a, b]) => [a, b, { store_id: STORE }]],
    ['holds a row whose id is a number', ([a]) => [a, { id: 999, store_id: STORE }]],
    ['holds a row whose id is not a flake id', ([a]) => [a, { id: '0999', store_id: STORE }]],
    ['holds null for a row', ([a]) => [a, null]],
    ['is an object', (rows) => ({ ...rows })],
    ['is null', () => null],
    ['is a string', () => 'none'],
  ];

  it.each(breaches)('is refused after one call when it %s', async (_what, breach) => {
    for (const from of [undefined, '50']) {
      const up = createNine(BY_VALUE, breach);
      await expect(listAfter(up.call(), walk(from)), `up from ${from}`).rejects.toThrow(BadResponseError);
      expect(up.queries).toHaveLength(1);

      const down = createNine(BY_VALUE, breach);
      down.upstream.downParameter = 'before';
      await expect(listBefore(down.call(), walk(from)), `down from ${from}`).rejects.toThrow(BadResponseError);
      expect(down.queries).toHaveLength(1);
    }
  });

  it('is refused when it holds the row of the cursor itself, whether or not the parameter is known', async () => {
    const inclusive = (rows: unknown[]) => [toRow('50'), ...rows.slice(1)];
    const up = createNine(BY_VALUE, inclusive);
    await expect(listAfter(up.call(), walk('50'))).rejects.toThrow(BadResponseError);
    for (const known of [undefined, 'before'] as const) {
      const down = createNine(BY_VALUE, inclusive);
      down.upstream.downParameter = known;
      await expect(listBefore(down.call(), walk('50'))).rejects.toThrow(BadResponseError);
      expect(down.queries).toHaveLength(1);
      expect(down.upstream.downParameter).toBe(known);
    }
  });

  it('is refused going up when it lies below the cursor', async () => {
    const api = createFakeUpstream(() => [toRow('10'), toRow('20')]);
    await expect(listAfter(api.call(), walk('50'))).rejects.toThrow(BadResponseError);
    expect(api.queries).toHaveLength(1);
  });

  it.each([undefined, 'before', 'after'] as const)(
    'is refused going down when both parameters give rows above the cursor, with %s known',
    async (known) => {
      const api = createFakeUpstream(() => [toRow('90'), toRow('80')]);
      api.upstream.downParameter = known;
      await expect(listBefore(api.call(), walk('50'))).rejects.toThrow(BadResponseError);
      expect(api.queries.map((query) => query.has('before'))).toEqual(
        known === 'after' ? [false, true] : [true, false],
      );
      expect(api.upstream.downParameter).toBe(known);
    },
  );

  it('ends the reading of a page whose server ignores cursors', async () => {
    const api = createFakeUpstream((query) => listIds(NINE, BY_VALUE, withoutCursors(query)).map(toRow));
    const call = api.call();
    const list = {
      up: (from: string | undefined, limit: number) => listAfter(call, walk(from, limit)),
      down: (from: string | undefined, limit: number) => listBefore(call, walk(from, limit)),
    };
    const request = { size: 2, after: '50', before: undefined, forward: true, range: ALL_IDS };
    await expect(readPage(list, { ...request, ascending: true })).rejects.toThrow(BadResponseError);
    await expect(readPage(list, { ...request, ascending: false })).rejects.toThrow(BadResponseError);
    expect(api.queries).toHaveLength(3);
  });
});

function withoutCursors(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => name !== 'after' && name !== 'before'));
}

describe('a walk down', () => {
  const ids = (rows: readonly { readonly id: string }[] | undefined) => rows?.map(({ id }) => id);

  it.each([
    [BY_VALUE, 'before', 1],
    [BY_POSITION, 'after', 2],
  ] as const)('learns how %o is meant, then asks once', async (reading, parameter, calls) => {
    const api = createNine(reading);
    expect(ids(await listBefore(api.call(), walk('50')))).toEqual(['40', '30', '20']);
    expect(api.queries).toHaveLength(calls);
    expect(api.upstream.downParameter).toBe(parameter);
    expect(ids(await listBefore(api.call(), walk('40')))).toEqual(['30', '20', '10']);
    expect(api.queries).toHaveLength(calls + 1);
  });

  it.each([
    [BY_VALUE, 'before'],
    [BY_POSITION, 'after'],
  ] as const)('learns from the end of the list how %o is meant', async (reading, parameter) => {
    const api = createNine(reading);
    expect(ids(await listBefore(api.call(), walk('10')))).toEqual([]);
    expect(api.queries).toHaveLength(2);
    expect(api.upstream.downParameter).toBe(parameter);
    expect(ids(await listBefore(api.call(), walk('5')))).toEqual([]);
    expect(api.queries).toHaveLength(3);
  });

  it('learns nothing from an empty list', async () => {
    const api = createFakeUpstream(() => []);
    expect(await listBefore(api.call(), walk('50'))).toEqual([]);
    expect(api.queries).toHaveLength(2);
    expect(api.upstream.downParameter).toBeUndefined();
  });

  it('learns nothing from a page that breaks the order', async () => {
    const api = createNine(BY_VALUE, ([a, b, c]) => [a, c, b]);
    await expect(listBefore(api.call(), walk('50'))).rejects.toThrow(BadResponseError);
    expect(api.upstream.downParameter).toBeUndefined();
  });

  it('needs no parameter from the upper end', async () => {
    const api = createNine(BY_POSITION);
    expect(ids(await listBefore(api.call(), walk(undefined)))).toEqual(['90', '80', '70']);
    expect(api.queries).toHaveLength(1);
    expect(api.upstream.downParameter).toBeUndefined();
  });

  it('learns anew, once, each time a server changes its meaning', async () => {
    let reading = BY_VALUE;
    const api = createFakeUpstream((query) => listIds(NINE, reading, query).map(toRow));
    const callsOf = async (from: string, expected: string[]) => {
      const before = api.queries.length;
      expect(ids(await listBefore(api.call(), walk(from)))).toEqual(expected);
      return api.queries.length - before;
    };
    expect(await callsOf('50', ['40', '30', '20'])).toBe(1);

    reading = BY_POSITION;
    expect(await callsOf('50', ['40', '30', '20'])).toBe(2);
    expect(await callsOf('60', ['50', '40', '30'])).toBe(1);
    expect(await callsOf('10', [])).toBe(1);

    reading = BY_VALUE;
    expect(await callsOf('30', ['20', '10'])).toBe(2);
    expect(await callsOf('50', ['40', '30', '20'])).toBe(1);
  });
});
