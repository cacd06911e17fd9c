import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { negotiateCoding } from '../../src/server/negotiation.ts';

const CODINGS = ['zstd', 'br', 'gzip'] as const;
const pick = negotiateCoding(CODINGS);

/** What clients send by themselves, and what they are answered in. */
const CLIENTS: readonly (readonly [client: string, acceptEncoding: string | undefined, coding: string])[] = [
  ['Chrome and Firefox over TLS', 'gzip, deflate, br, zstd', 'zstd'],
  ['Safari', 'gzip, deflate, br', 'br'],
  ['a browser without TLS', 'gzip, deflate', 'gzip'],
  ['curl --compressed', 'deflate, gzip, br, zstd', 'zstd'],
  ["Node's fetch", 'gzip, deflate', 'gzip'],
  ['Go', 'gzip', 'gzip'],
  ['Apollo Router', 'gzip, br, deflate', 'br'],
  ['curl, or a proxy that encodes by itself', undefined, 'identity'],
  ['wget', 'identity', 'identity'],
];

/** What else may be sent. */
const HEADERS: readonly (readonly [acceptEncoding: string, coding: string])[] = [
  ['*', 'zstd'],
  ['*;q=0', 'identity'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['zstd;q=0, br;q=0, *', 'gzip'],
  ['gzip;q=0.001', 'gzip'],
  ['gzip;q=0', 'identity'],
  ['identity, gzip;q=0.5', 'identity'],
  ['identity;q=0.5, gzip;q=0.5', 'gzip'],
  ['identity;q=0', 'identity'],
  ['identity;q=0, *;q=0', 'identity'],
  ['br;q=0.8, gzip;q=0.8, zstd;q=0.7', 'br'],
  ['GZIP', 'gzip'],
  [' gzip ;q=0.9 , br ; q=1', 'br'],
  ['deflate', 'identity'],
  ['x-unknown, compress', 'identity'],
  ['gzip;q=abc', 'identity'],
  [',,;', 'identity'],
  ['', 'identity'],
];

describe('the coding of an answer', () => {
  test.each(CLIENTS)('for %s', (_client, acceptEncoding, coding) => {
    expect(pick(acceptEncoding)).toBe(coding);
  });

  test.each(HEADERS)('for %j', (acceptEncoding, coding) => {
    expect(pick(acceptEncoding)).toBe(coding);
  });

  test('is the one that weighs most, of equal ones the first, and never one that is refused', () => {
    const weight = fc.constantFrom(undefined, '0', '0.001', '0.5', '.7', '1', '1.000');
    const name = fc.constantFrom(...CODINGS, 'identity', '*', 'deflate');
    const accepted = fc.uniqueArray(fc.record({ name, q: weight }), { selector: (each) => each.name, minLength: 1 });
    fc.assert(
      fc.property(accepted, (list) => {
        const header = list.map((each) => each.name + (each.q === undefined ? '' : `;q=${each.q}`)).join(', ');
        const weigh = (coding: string): number => {
          const found = list.find((each) => each.name === coding) ?? list.find((each) => each.name === '*');
          return found ? Number(found.q ?? 1) : 0;
        };
        const best = Math.max(...CODINGS.map(weigh));
        const isPlainBetter = best === 0 || weigh('identity') > best;
        expect(pick(header)).toBe(isPlainBetter ? 'identity' : CODINGS.find((coding) => weigh(coding) === best));
      }),
      { numRuns: 3000 },
    );
  });

  test('is none where none is offered', () => {
    expect(negotiateCoding([])('gzip, br, zstd, *')).toBe('identity');
  });
});
