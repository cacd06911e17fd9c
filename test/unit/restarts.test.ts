import { expect, test } from 'vitest';
import { createRestarts } from '../../src/process/restarts.ts';

const EARLY = 9_999;
const LATE = 10_000;

test('pauses grow with each early death in a row, and then there is no further attempt', () => {
  const { pauseAfter } = createRestarts();
  expect(Array.from({ length: 6 }, () => pauseAfter(EARLY))).toEqual([100, 200, 400, 800, 1600, undefined]);
});

test('a worker that has lived for a while is replaced soon, whatever was before', () => {
  const { pauseAfter } = createRestarts();
  expect([EARLY, EARLY, EARLY, LATE, EARLY, EARLY].map(pauseAfter)).toEqual([100, 200, 400, 100, 100, 200]);
});
