import { expect, it } from 'vitest';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { AbandonedError, OverloadedError, TimedOutError } from '../../src/rest/errors.ts';
import { createGate } from '../../src/rest/gate.ts';

const LONG_MS = 60_000;

it('lets in as many as may be inside, at once, and the next when one leaves', async () => {
  const gate = createGate({ limit: 2, queueLimit: 10 });
  expect(gate.enter(LONG_MS, undefined)).toBeUndefined();
  expect(gate.enter(LONG_MS, undefined)).toBeUndefined();
  const turn = gate.enter(LONG_MS, undefined);
  expect([gate.active, gate.waiting]).toEqual([2, 1]);
  gate.leave();
  await turn;
  expect([gate.active, gate.waiting]).toEqual([2, 0]);
  gate.leave();
  gate.leave();
  expect([gate.active, gate.waiting]).toEqual([0, 0]);
});

it('lets in those who wait in the order in which they came', async () => {
  const gate = createGate({ limit: 1, queueLimit: 10 });
  gate.enter(LONG_MS, undefined);
  const admitted: string[] = [];
  const turns = ['a', 'b', 'c'].map(async (name) => {
    await gate.enter(LONG_MS, undefined);
    admitted.push(name);
    gate.leave();
  });
  gate.leave();
  await Promise.all(turns);
  expect(admitted).toEqual(['a', 'b', 'c']);
  expect(gate.active).toBe(0);
});

it('refuses at once who would make the queue too long', async () => {
  const gate = createGate({ limit: 1, queueLimit: 1 });
  gate.enter(LONG_MS, undefined);
  const turn = gate.enter(LONG_MS, undefined);
  expect(() => gate.enter(LONG_MS, undefined)).toThrow(OverloadedError);
  gate.leave();
  await turn;
});

it('lets nobody wait longer than it may, and gives the place in the queue up', async () => {
  const gate = createGate({ limit: 1, queueLimit: 1 });
  gate.enter(LONG_MS, undefined);
  await expect(gate.enter(10, undefined)).rejects.toMatchObject({ constructor: TimedOutError, sent: false });
  expect([gate.active, gate.waiting]).toEqual([1, 0]);
});

it('forgets who goes away while it waits', async () => {
  const gate = createGate({ limit: 1, queueLimit: 2 });
  gate.enter(LONG_MS, undefined);
  const cancellation = new Cancellation();
  const gone = gate.enter(LONG_MS, cancellation);
  const stays = gate.enter(LONG_MS, undefined);
  cancellation.cancel();
  await expect(gone).rejects.toBeInstanceOf(AbandonedError);
  expect(gate.waiting).toBe(1);
  gate.leave();
  await stays;
});

it('does not let wait who is gone already', () => {
  const gate = createGate({ limit: 1, queueLimit: 1 });
  gate.enter(LONG_MS, undefined);
  const cancellation = new Cancellation();
  cancellation.cancel();
  expect(() => gate.enter(LONG_MS, cancellation)).toThrow(AbandonedError);
  expect(gate.waiting).toBe(0);
});
