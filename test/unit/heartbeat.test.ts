import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { expectHeartbeats } from '../../src/process/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a worker is told of once, when five heartbeats in a row are missed', () => {
  const onMissed = vi.fn();
  const heartbeats = expectHeartbeats(onMissed, 100);
  for (let beat = 0; beat < 20; beat++) {
    heartbeats.note();
    vi.advanceTimersByTime(400);
  }
  expect(onMissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(onMissed).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(onMissed).toHaveBeenCalledOnce();
});

test('a worker may take longer for the first one, but not for ever', () => {
  const onMissed = vi.fn();
  expectHeartbeats(onMissed, 100);
  vi.advanceTimersByTime(5900);
  expect(onMissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(onMissed).toHaveBeenCalledOnce();
});

test('none is expected of a worker that has ended', () => {
  const onMissed = vi.fn();
  const heartbeats = expectHeartbeats(onMissed, 100);
  heartbeats.note();
  heartbeats.stop();
  vi.advanceTimersByTime(10_000);
  expect(onMissed).not.toHaveBeenCalled();
});
