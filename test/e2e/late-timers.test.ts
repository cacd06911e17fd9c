import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { createCoupon, fetchCoupon } from '../../src/rest/coupons.ts';
import { TimedOutError } from '../../src/rest/errors.ts';
import { STORE_ID } from '../support/gateway.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';
import type { ApiOptions } from './threaded-api.ts';

const COUPON_ID = '9000000000000000001';
const ATTEMPT_MS = 200;

/** A REST API that goes on while this thread is held up. */
async function startApi(coupon: object, isSilent = false) {
  const handled = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ApiOptions = { answer: JSON.stringify(coupon), handled, isSilent };
  const worker = new Worker(new URL('./threaded-api.ts', import.meta.url), { workerData });
  onTestFinished(() => void worker.terminate());
  const [port] = await once(worker, 'message');
  return { origin: `http://127.0.0.1:${port}`, handled };
}

/** Resolves when undici has written the next request to its socket. */
function nextRequest(): Promise<void> {
  return new Promise((resolve) => {
    const notice = (): void => {
      unsubscribe('undici:client:sendHeaders', notice);
      resolve();
    };
    subscribe('undici:client:sendHeaders', notice);
  });
}

/** Holds this thread up until the API is done with so many requests, and until an attempt has had more than its time. */
function holdUp(handled: Int32Array, count: number): void {
  const until = performance.now() + ATTEMPT_MS * 1.5;
  for (let done = Atomics.load(handled, 0); done < count; done = Atomics.load(handled, 0)) {
    if (Atomics.wait(handled, 0, done, 5000) === 'timed-out') throw new Error('The request did not leave.');
  }
  while (performance.now() < until);
}

const COUPON = { id: COUPON_ID, store_id: STORE_ID };

it('an answer that came in while the process was held up is taken: a read', async () => {
  const { origin, handled } = await startApi(COUPON);
  const call = createCall(openUpstream({ origin, attemptTimeoutMs: ATTEMPT_MS }));
  await fetchCoupon(call, STORE_ID, COUPON_ID);
  const left = nextRequest();
  const read = fetchCoupon(call, STORE_ID, COUPON_ID);
  await left;
  holdUp(handled, 2);
  expect(await read).toEqual(COUPON);
  expect(call.retries).toBe(0);
});

it('an answer that came in while the process was held up is taken: a write, so that its outcome is known', async () => {
  const { origin, handled } = await startApi(COUPON);
  const call = createCall(openUpstream({ origin, attemptTimeoutMs: ATTEMPT_MS, writeIdleMs: 60_000 }));
  await createCoupon(call, STORE_ID, {} as never);
  const left = nextRequest();
  const written = createCoupon(call, STORE_ID, {} as never);
  await left;
  holdUp(handled, 2);
  expect(await written).toEqual(COUPON);
});

it('an answer that did not come in while the process was held up is given up after one look', async () => {
  const { origin, handled } = await startApi(COUPON, true);
  const call = createCall(openUpstream({ origin, attemptTimeoutMs: ATTEMPT_MS, writeIdleMs: 60_000 }));
  await createCoupon(call, STORE_ID, {} as never);
  const left = nextRequest();
  const written = createCoupon(call, STORE_ID, {} as never);
  await left;
  holdUp(handled, 2);
  await expect(written).rejects.toMatchObject({ constructor: TimedOutError, sent: true });
});
