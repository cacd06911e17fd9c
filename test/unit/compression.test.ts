import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createCompression, type EncodedAnswer } from '../../src/server/compression.ts';

const DECODE = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync };

/** As much of a response as the compression looks at. */
const responseTo = (acceptEncoding: string) => ({
  req: { headers: { 'accept-encoding': acceptEncoding } },
  destroyed: false,
});

function textOf({ coding, body }: EncodedAnswer): string {
  return coding === 'identity' ? String(body) : String(DECODE[coding](body));
}

/** Letters of two bytes each, that compress to half. */
const textOfBytes = (bytes: number): string => {
  let seed = 7;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return 'абвгдежз'[seed >> 28] as string;
  };
  return Array.from({ length: bytes / 2 }, next).join('');
};

const KB = 1024;
const SMALL = textOfBytes(KB);
const LARGE = textOfBytes(128 * KB);

describe.each(['zstd', 'br', 'gzip'] as const)('%s', (coding) => {
  test.each([
    ['at once', SMALL],
    ['soon', LARGE],
  ])('holds the same text, whether it is made at once or soon: %s', async (when, text) => {
    const compression = createCompression(true);
    const encoding = compression.encode(responseTo(coding), text, Buffer.byteLength(text));
    expect(encoding instanceof Promise).toBe(when === 'soon');
    const answer = await encoding;
    expect(answer.coding).toBe(coding);
    expect(answer.bytes).toBe((answer.body as Uint8Array).length);
    expect(answer.bytes).toBeLessThan(answer.madeBytes);
    expect(answer.madeBytes).toBe(Buffer.byteLength(text));
    expect(textOf(answer)).toBe(text);
  });
});

test('an answer below 1 KB is sent as it is, and so is each where compression is off', () => {
  const plain = { coding: 'identity', body: 'x', bytes: KB - 1, madeBytes: KB - 1 };
  expect(createCompression(true).encode(responseTo('zstd'), 'x', KB - 1)).toEqual(plain);
  expect(createCompression(false).encode(responseTo('zstd'), LARGE, KB)).toMatchObject({ coding: 'identity' });
});

describe('when there is too much to compress', () => {
  const bytes = Buffer.byteLength(LARGE);

  test('large answers take turns, then wait, and then are sent as they are', async () => {
    const compression = createCompression(true, { atOnce: 2, waitingBytes: 3 * bytes });
    const started = Array.from({ length: 7 }, () => compression.encode(responseTo('gzip'), LARGE, bytes));
    const answers = await Promise.all(started);
    expect(answers.map(({ coding }) => coding)).toEqual([
      'gzip',
      'gzip',
      'gzip',
      'gzip',
      'gzip',
      'identity',
      'identity',
    ]);
    expect(answers.every((answer) => textOf(answer) === LARGE)).toBe(true);
    expect(compression.skipped).toBe(2);
    expect(await compression.encode(responseTo('gzip'), LARGE, bytes)).toMatchObject({ coding: 'gzip' });
  });

  test('small ones are compressed all the same', async () => {
    const compression = createCompression(true, { atOnce: 1, waitingBytes: 0 });
    const large = compression.encode(responseTo('br'), LARGE, bytes);
    expect(compression.encode(responseTo('br'), SMALL, KB)).toMatchObject({ coding: 'br' });
    await large;
  });

  test('nothing is compressed for clients that have gone meanwhile', async () => {
    const compression = createCompression(true, { atOnce: 1, waitingBytes: 10 * bytes });
    const first = compression.encode(responseTo('zstd'), LARGE, bytes);
    const gone = responseTo('zstd');
    const second = compression.encode(gone, LARGE, bytes);
    const third = compression.encode(responseTo('zstd'), LARGE, bytes);
    gone.destroyed = true;
    expect((await Promise.all([first, second, third])).map(({ coding }) => coding)).toEqual([
      'zstd',
      'identity',
      'zstd',
    ]);
  });
});

test('bytes are counted by coding, before and after', () => {
  const compression = createCompression(true);
  compression.note({ coding: 'br', body: 'x', bytes: 10, madeBytes: 100 });
  compression.note({ coding: 'br', body: 'x', bytes: 20, madeBytes: 200 });
  compression.note({ coding: 'identity', body: 'x', bytes: 5, madeBytes: 5 });
  expect(compression.counts).toEqual({
    zstd: { made: 0, sent: 0 },
    br: { made: 300, sent: 30 },
    gzip: { made: 0, sent: 0 },
    identity: { made: 5, sent: 5 },
  });
});
