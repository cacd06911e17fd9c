import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadResponseError } from '../../src/rest/errors.ts';
import { compareFlakeIds } from '../../src/rest/flake-id.ts';
import { parseJson } from '../../src/rest/json.ts';
import { indexRows } from '../../src/rest/row-index.ts';

const flakeId = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
/** Few enough for the same one to stand in a row and in a part of another. */
const fewIds = fc.integer({ min: 1, max: 9 }).map(String);

/** Anything that may stand in a row, with text and nested rows that look like the beginning of another one. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('},{"id":"1"', '[{"id":"2"}]', 'ü😀\u0000"'),
  fc.array(fc.record({ id: fewIds, store_id: fc.constant('1') }), { maxLength: 3 }),
  fc.record({ id: fewIds }),
);
const row = fc.record({ id: fc.oneof(fewIds, flakeId), note: anything, value: anything });
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 12 }).chain((list) =>
  fc.constantFrom(
    list,
    list.toSorted((a, b) => compareFlakeIds(a.id, b.id)),
  ),
);

/** How a server may write the same list. */
const WRITERS: readonly ((list: unknown) => string)[] = [
  (list) => JSON.stringify(list),
  (list) => JSON.stringify(list, null, 2),
  (list) => ` ${JSON.stringify(list)}\n`,
  (list) => JSON.stringify(list, ['note', 'value', 'id', 'store_id']),
];

describe('a list of which some rows are wanted', () => {
  it('gives each of them as parsing the whole would, however it is written', () =>
    fc.assert(
      fc.property(rows, fc.constantFrom(...WRITERS), flakeId, (list, write, other) => {
        const text = write(list);
        const parsed = parseJson(text) as { id: string }[];
        const index = indexRows(Buffer.from(text), 'coupon');
        for (const { id } of list) expect(index.row(id)).toEqual(parsed.find((row) => row.id === id));
        if (!text.includes(`"${other}"`)) expect(index.row(other)).toBeUndefined();
      }),
      { numRuns: 1000 },
    ));

  it('tells how many rows it has, and the id of the last one', () => {
    const list = [{ id: '3', n: 1 }, { id: '5' }, { id: '9', n: 'x' }];
    for (const write of WRITERS) {
      const { count, firstId, lastId, all } = indexRows(Buffer.from(write(list)), 'coupon').ids;
      expect([count, firstId, lastId]).toEqual([3, list[0]?.id, '9']);
      expect(all()).toEqual(list.map(({ id }) => id));
    }
    const { count, firstId, lastId, all } = indexRows(Buffer.from('[]'), 'coupon').ids;
    expect([count, firstId, lastId, all()]).toEqual([0, undefined, undefined, []]);
  });

  it('keeps integers beyond 2^53 exactly', () => {
    const index = indexRows(
      Buffer.from('[{"id":"1","n":9007199254740993},{"id":"2","n":-9223372036854775808}]'),
      'coupon',
    );
    expect([index.row('1'), index.row('2')]).toEqual([
      { id: '1', n: 9007199254740993n },
      { id: '2', n: -9223372036854775808n },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '[{"id":"1"'],
    ['no list', '{"id":"1"}'],
    ['half of a list', '[{"id":"1","a":1},{"id":"2","a"'],
  ])('is refused when it is %s', (_id, text) => {
    expect(() => indexRows(Buffer.from(text), 'coupon').row('1')).toThrow(BadResponseError);
  });
});
