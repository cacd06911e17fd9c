import { describe, expect, it, vi } from 'vitest';
import { createMemo } from '../../src/rest/memo.ts';

const decode = (bytes: Buffer) => JSON.parse(bytes.toString()) as { readonly list: number[] };
const bytesOf = (...list: number[]) => Buffer.from(JSON.stringify({ list }));

describe('answers of one path', () => {
  it('are decoded once more when they come for the second time, and then no more while they stay the same', () => {
    const memo = createMemo(100_000);
    const spy = vi.fn(decode);
    const values = [1, 2, 3, 4].map(() => memo.decode('/a', bytesOf(1, 2), spy));
    expect(values).toEqual([1, 2, 3, 4].map(() => ({ list: [1, 2] })));
    expect(spy).toHaveBeenCalledTimes(2);
    expect(values[3]).toBe(values[2]);
  });

  it('are never given for other bytes', () => {
    const memo = createMemo(100_000);
    for (const list of [[1], [1], [1], [2], [2], [1], [2], [2], [2], []]) {
      expect(memo.decode('/a', bytesOf(...list), decode)).toEqual({ list });
    }
  });

  it('are not given to another path', () => {
    const memo = createMemo(100_000);
    const read = (path: string) => memo.decode(path, bytesOf(1), () => ({ path }));
    for (let turn = 0; turn < 3; turn++) expect([read('/a'), read('/b')]).toEqual([{ path: '/a' }, { path: '/b' }]);
  });

  it('cannot be changed once they are shared', () => {
    const memo = createMemo(100_000);
    const [, second, third] = [1, 2, 3].map(() => memo.decode('/a', bytesOf(1), decode));
    expect(() => second?.list.push(5)).toThrow(TypeError);
    expect(third).toEqual({ list: [1] });
  });

  it('are kept for nobody when they cannot be decoded', () => {
    const memo = createMemo(100_000);
    const fail = () => {
      throw new Error('not of this form');
    };
    for (let turn = 0; turn < 3; turn++) expect(() => memo.decode('/a', bytesOf(1), fail)).toThrow('not of this form');
    expect(memo.decode('/a', bytesOf(1), decode)).toEqual({ list: [1] });
  });
});

it('forgets the oldest answers when all of them together become too large', () => {
  const memo = createMemo(10_000);
  const spy = vi.fn(decode);
  const read = (path: string) => memo.decode(path, bytesOf(...Array(300).fill(7)), spy);
  for (let turn = 0; turn < 2; turn++) read('/a');
  for (let turn = 0; turn < 2; turn++) read('/b');
  for (let turn = 0; turn < 2; turn++) read('/c');
  spy.mockClear();
  read('/c');
  expect(spy).not.toHaveBeenCalled();
  read('/a');
  expect(spy).toHaveBeenCalledOnce();
});
