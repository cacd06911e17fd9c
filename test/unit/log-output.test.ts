import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutput } from '../../src/server/log-output.ts';

const MAX_WRITE_BYTES = 100;
const onResume = () => undefined;

/** The other side of an output: what it has got, and how it takes the next writes; all at once when nothing is said. */
function createReader(takes: (number | string)[] = []) {
  const got: Buffer[] = [];
  const sizes: number[] = [];
  return {
    takes,
    sizes,
    text: () => Buffer.concat(got).toString(),
    write(data: string | Uint8Array): number {
      const bytes = Buffer.from(data as string);
      const take = takes.shift() ?? bytes.length;
      if (typeof take === 'string') throw Object.assign(new Error(), { code: take });
      got.push(bytes.subarray(0, take));
      sizes.push(bytes.length);
      return Math.min(take, bytes.length);
    },
  };
}

test('lines come whole, once and in order, whatever the other side takes at once and however it fails between', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `${JSON.stringify(text)}\n`);
  const take = fc.oneof(fc.integer({ min: 1, max: 150 }), fc.constantFrom('ENOSPC', 'EPIPE', 'EIO', 'EBADF'));
  const turn = fc.record({ lines: fc.array(line, { maxLength: 6 }), takes: fc.array(take, { maxLength: 6 }) });
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 10 }), (turns) => {
      const reader = createReader();
      const output = createOutput({ write: reader.write, maxWriteBytes: MAX_WRITE_BYTES, onResume });
      for (const { lines, takes } of turns) {
        for (const each of lines) output.write(each);
        reader.takes.push(...takes);
        output.flush();
      }
      reader.takes.length = 0;
      output.flush();
      const lines = turns.flatMap((each) => each.lines);
      expect(reader.text()).toBe(lines.join(''));
      const longest = Math.max(0, ...lines.map((each) => Buffer.byteLength(each)));
      expect(Math.max(0, ...reader.sizes)).toBeLessThanOrEqual(Math.max(MAX_WRITE_BYTES, longest));
      expect(output.dropped).toBe(0);
    }),
  );
});

test('an end does not wait for ever for a reader that has stopped', () => {
  let asked = 0;
  const write = (): number => {
    asked++;
    throw Object.assign(new Error(), { code: 'EAGAIN' });
  };
  const output = createOutput({ write, maxWriteBytes: MAX_WRITE_BYTES, onResume });
  output.write('line\n');
  output.flush();
  expect(asked).toBeGreaterThan(1);
});

test('an end waits for a reader that is slow', () => {
  const reader = createReader(['EAGAIN', 3, 'EAGAIN', 2, 'EAGAIN']);
  const output = createOutput({ write: reader.write, maxWriteBytes: MAX_WRITE_BYTES, onResume });
  output.write('one\n');
  output.write('two\n');
  output.flush();
  expect(reader.text()).toBe('one\ntwo\n');
});

test('what is dropped is whole lines, and their number is told when half of the others are written', () => {
  const told: number[] = [];
  const reader = createReader(['ENOSPC']);
  const output = createOutput({ write: reader.write, maxWriteBytes: 1000, onResume: (lines) => told.push(lines) });
  const lines = Array.from({ length: 3000 }, (_, index) => `${String(index).padEnd(499)}\n`);
  for (const line of lines) output.write(line);
  output.flush();
  const kept = Math.floor(2 ** 20 / 500);
  expect(output.dropped).toBe(lines.length - kept);
  expect(told).toEqual([]);
  output.flush();
  expect(reader.text()).toBe(lines.slice(0, kept).join(''));
  expect(told).toEqual([output.dropped]);
});
