import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { MOST_BULK_ITEMS } from '../../src/graphql/coupon/bulk/bulk-plan.ts';
import { createCodes } from '../../src/graphql/coupon/bulk/codes.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM = `[${ALPHABET}]`;
const OTHER_STORE = '411486491630370818';

const seed = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 22, maxLength: 44 });
const affix = fc.string({ maxLength: 16 });
const input = fc.record({
  before: affix,
  after: affix,
  length: fc.integer({ min: 6, max: 24 }),
  seed: fc.option(seed, { nil: undefined }),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

const codesOf = ({ before, after, length, seed }: Input, given: readonly string[] = [], storeId = STORE_ID) =>
  createCodes({ pattern: `${before}{random}${after}`, length, seed }, { storeId, size: 100 }, given);

const draw = (codes: ReturnType<typeof createCodes>, count: number): string[] =>
  Array.from({ length: count }, (_, index) => codes.draw(index));

describe('codes that are drawn', () => {
  it('look like the pattern', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { before, after, length } = given;
        for (const code of draw(codesOf(given), 5)) {
          expect(code.startsWith(before) && code.endsWith(after)).toBe(true);
          const middle = code.slice(before.length, code.length - after.length);
          expect(middle).toMatch(new RegExp(`^${RANDOM}{${length}}$`));
        }
      }),
    );
  });

  it('are never equal to each other or to given ones, folding case', () => {
    fc.assert(
      fc.property(input, fc.nat({ max: 20 }), (given, first) => {
        // What would be drawn is given, so that all of it has to be drawn again.
        const wanted = draw(codesOf(given), 20).map((code) => code.toLowerCase());
        const codes = codesOf(given, wanted.slice(first));
        const drawn = [...draw(codes, 20), ...draw(codes, 20)].map((code) => code.toLowerCase());
        expect(new Set([...drawn, ...wanted.slice(first)]).size).toBe(40 + wanted.slice(first).length);
      }),
    );
  });

  it('are the same for the same seed, and others for another seed, store or place', () => {
    fc.assert(
      fc.property(input, seed, seed, (given, one, other) => {
        fc.pre(one !== other);
        const drawn = draw(codesOf({ ...given, seed: one }), 10);
        expect(draw(codesOf({ ...given, seed: one }), 10)).toEqual(drawn);
        const others = [
          ...draw(codesOf({ ...given, seed: other }), 10),
          ...draw(codesOf({ ...given, seed: one }, [], OTHER_STORE), 10),
          ...draw(codesOf({ ...given, seed: undefined }), 10),
        ];
        expect(new Set([...drawn, ...others]).size).toBe(40);
      }),
      // Six characters meet by chance once in 729 million.
      { seed: 1 },
    );
  });

  it('are of no seed that is not given: two batches differ', () => {
    fc.assert(
      fc.property(input, (given) => {
        const free = { ...given, seed: undefined, length: 24 };
        expect(draw(codesOf(free), 1)).not.toEqual(draw(codesOf(free), 1));
      }),
    );
  });

  it('are HMAC-SHA-256(seed, storeId|size|index) in five bits a character', () => {
    const secret = 'q3uVbdHTRj-T0zbMHmAe_w';
    const bytes = [...createHmac('sha256', secret).update(`${STORE_ID}|50|7`).digest()];
    const expected = bytes.flatMap((byte) => ALPHABET[byte % 32] ?? []).slice(0, 8);
    const codes = createCodes({ length: 8, seed: secret }, { storeId: STORE_ID, size: 50 }, []);
    expect(codes.draw(7)).toBe(expected.join(''));
  });

  it('are never so many that one in a hundred guesses meets one', () => {
    expect(MOST_BULK_ITEMS).toBeLessThan(ALPHABET.length ** 6 / 100);
    expect(readConfig({ MAX_BULK_ITEMS: String(MOST_BULK_ITEMS) }).maxBulkItems).toBe(MOST_BULK_ITEMS);
    expect(() => readConfig({ MAX_BULK_ITEMS: String(MOST_BULK_ITEMS + 1) })).toThrow('MAX_BULK_ITEMS');
  });

  it('hold each character as often as any other', () => {
    const codes = createCodes({ length: 24, seed: 'q3uVbdHTRj-T0zbMHmAe_w' }, { storeId: STORE_ID, size: 1 }, []);
    const counts = new Map([...ALPHABET].map((character) => [character, 0]));
    for (const character of draw(codes, 3000).join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    const expected = (24 * 3000) / ALPHABET.length;
    const squares = [...counts.values()].map((count) => (count - expected) ** 2 / expected);
    // Chi-squared of 29 degrees of freedom is above 58 once in a thousand times, and the seed is fixed.
    expect(squares.reduce((sum, square) => sum + square, 0)).toBeLessThan(58);
  });
});
