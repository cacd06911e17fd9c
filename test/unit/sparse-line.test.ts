import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSparseLine } from '../../src/server/sparse-line.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a sparse line is written at once, then at most once in its interval with what has happened since', () => {
  const written: number[] = [];
  const note = createSparseLine((count) => written.push(count), 1000);
  note();
  expect(written).toEqual([1]);
  for (let time = 0; time < 5; time++) note();
  expect(written).toEqual([1]);
  vi.advanceTimersByTime(1000);
  expect(written).toEqual([1, 5]);
  vi.advanceTimersByTime(5000);
  note();
  note();
  vi.advanceTimersByTime(999);
  expect(written).toEqual([1, 5, 1]);
  vi.advanceTimersByTime(1);
  expect(written).toEqual([1, 5, 1, 1]);
});
