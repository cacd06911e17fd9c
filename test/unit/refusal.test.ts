import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRefusal } from '../../src/rest/refusal.ts';

const KEY = 'canary-1234567890';

function refusalOf(body: unknown, authorization = `APIKey ${KEY}`, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readRefusal({ status: 400, headers, body: Buffer.from(text), held: 0 }, authorization, 2 ** 20);
}

describe('the texts of a refusal', () => {
  it('are kept up to a length, and show where they are cut', () => {
    const long = 'x'.repeat(5000);
    const entry = { code: long, message: long, path: long, validation: long };
    const refusal = refusalOf({ code: long, trace_id: long, message: long, errors: [entry] });
    expect([refusal.code, refusal.traceId].map((text) => text?.length)).toEqual([128, 128]);
    expect(refusal.detail).toBe(`${'x'.repeat(999)}…`);
    expect(refusalOf({ code: 'x'.repeat(128) }).code).toBe('x'.repeat(128));
    const [kept] = refusal.entries;
    expect([kept?.code, kept?.path, kept?.validation].map((text) => text?.length)).toEqual([128, 128, 128]);
    expect(kept?.message).toHaveLength(1000);
  });

  it('come from a hundred entries at most', () => {
    const errors = Array.from({ length: 5000 }, (_, index) => ({ message: String(index) }));
    const { entries } = refusalOf({ errors });
    expect(entries.map(({ message }) => message)).toEqual(errors.slice(0, 100).map(({ message }) => message));
  });

  it('hold no part of the key, wherever the cut falls', () => {
    fc.assert(
      fc.property(fc.nat(1100), (before) => {
        const message = `${'.'.repeat(before)}${KEY}${'.'.repeat(1100)}`;
        const { code, detail } = refusalOf({ code: message, message });
        for (const text of [code, detail]) {
          expect(text).toMatch(/^\.*(\[redacted\]\.*|\[[redacted]*)?…?$/);
        }
      }),
    );
  });

  it('are not cut within a character', () => {
    const { code } = refusalOf({ code: `${'x'.repeat(126)}😀😀` });
    expect(code?.isWellFormed()).toBe(true);
    expect(code?.slice(0, 126)).toBe('x'.repeat(126));
  });

  it.each(['APIKey e', 'APIKey is', 'APIKey eleven-char', 'APIKey ', ''])(
    'stay as they are when what was sent is too short for a key: "%s"',
    (authorization) => {
      const message = 'the code eleven-char is in use already';
      expect(refusalOf({ message }, authorization).detail).toBe(message);
    },
  );

  it('are read behind a byte order mark', () => {
    expect(refusalOf(`\uFEFF${JSON.stringify({ code: 'x' })}`).code).toBe('x');
  });
});

describe('Retry-After', () => {
  const NOW = Date.UTC(2026, 10, 26, 12, 0, 0);
  afterEach(() => vi.useRealTimers());

  it.each<[header: string, seconds: number | undefined]>([
    ['0', 0],
    ['30', 30],
    ['030', 30],
    ['30.0', 30],
    ['30.2', 31],
    ['0.001', 1],
    ['1.000000000000001', 2],
    ['30.', undefined],
    ['.5', undefined],
    ['-1', undefined],
    ['-0.5', undefined],
    ['+5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['5, 10', undefined],
    ['5 s', undefined],
    ['five', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['', undefined],
    // RFC 9111 section 1.2.2: what is too large counts as 2^31.
    ['2147483648', 2 ** 31],
    ['99999999999999999999', 2 ** 31],
    ['1'.padEnd(400, '0'), 2 ** 31],
    // RFC 9110 section 5.6.7: the three forms of a date.
    ['Thu, 26 Nov 2026 12:00:30 GMT', 30],
    ['Thursday, 26-Nov-26 12:00:30 GMT', 30],
    ['Thu Nov 26 12:00:30 2026', 30],
    ['Thu Nov  6 12:00:30 2025', 0],
    ['Thu, 26 Nov 2026 11:59:30 GMT', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 2 ** 31],
    ['Thu, 26 Nov 2026 12:00:30', undefined],
    ['Thu, 26 Nov 2026 12:00:30 +0100', undefined],
    ['Thu, 26 Nov 2026 25:00:30 GMT', undefined],
    ['Monday', undefined],
    ['Mon 5', undefined],
    ['2026-11-26T12:00:30Z', undefined],
  ])('"%s" is %s', (header, seconds) => {
    vi.useFakeTimers({ now: NOW });
    expect(refusalOf('', undefined, { 'retry-after': header }).retryAfter).toBe(seconds);
  });

  it('that comes twice is none', () => {
    const headers = { 'retry-after': ['5', '10'] } as unknown as Record<string, string>;
    expect(refusalOf('', undefined, headers).retryAfter).toBeUndefined();
  });
});
