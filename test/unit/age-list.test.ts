import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Aged, createAgeList } from '../../src/server/age-list.ts';

interface Item extends Aged<Item> {
  readonly id: number;
}

test('an age list holds what was added and not removed, in the order in which it was added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 200 }), (ids) => {
      const items = Array.from({ length: 10 }, (_, id): Item => ({ id, older: undefined, younger: undefined }));
      const list = createAgeList<Item>();
      let expected: Item[] = [];
      for (const id of ids) {
        const item = items[id] as Item;
        if (expected.includes(item)) {
          list.remove(item);
          expected = expected.filter((each) => each !== item);
        } else {
          list.add(item);
          expected.push(item);
        }
        const forward: Item[] = [];
        for (let at = list.oldest; at; at = at.younger) forward.push(at);
        expect(forward.map((each) => each.id)).toEqual(expected.map((each) => each.id));
        const backward: Item[] = [];
        for (let at = forward.at(-1); at; at = at.older) backward.unshift(at);
        expect(backward).toHaveLength(expected.length);
        expect(list.size).toBe(expected.length);
      }
    }),
  );
});
