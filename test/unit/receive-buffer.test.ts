import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { holdBytes, releaseBytes } from '../../src/rest/call.ts';
import { createReceiveBuffer } from '../../src/rest/receive-buffer.ts';
import { fetchStore } from '../../src/rest/stores.ts';
import { createCall, openUpstream } from '../support/rest-api.ts';

/** An answer of so many packets of one byte, which come as long as it is not paused. */
function createAnswer(packets: number) {
  const answer = {
    left: packets,
    isPaused: false,
    pause: () => {
      answer.isPaused = true;
    },
    resume: () => {
      answer.isPaused = false;
    },
  };
  return answer;
}

describe('large answers of the REST API', () => {
  test('hold no more than they may, but for a packet of each and the first of them, and all of them come', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat()), (packets, max, choices) => {
        const buffer = createReceiveBuffer(max);
        const answers = packets.map(createAnswer);
        for (;;) {
          const open = answers.filter(({ left }) => left > 0);
          if (open.length === 0) break;
          const coming = open.filter(({ isPaused }) => !isPaused);
          expect(coming.length).toBeGreaterThan(0);
          const answer = coming[(choices.next().value as number) % coming.length]!;
          answer.left--;
          buffer.hold(answer, 1);
          expect(buffer.bytes).toBeLessThanOrEqual(max + packets.length + Math.max(...packets));
          if (answer.left === 0) buffer.release(buffer.complete(answer));
        }
        expect(buffer.bytes).toBe(0);
      }),
    );
  });

  test('that come when their operation has ended are counted no more', () => {
    const upstream = openUpstream({ origin: 'http://127.0.0.1:9' });
    const call = createCall(upstream);
    upstream.receiveBuffer.hold({ pause: () => undefined, resume: () => undefined }, 1000);
    releaseBytes(call);
    holdBytes(call, 1000);
    expect(upstream.receiveBuffer.bytes).toBe(0);
  });

  test('wait for each other and are all read, and a small one does not wait for them', async () => {
    const body = JSON.stringify({ id: '1', name: 'x'.repeat(4_000_000) });
    const held: (() => void)[] = [];
    const server = createServer((req, res) => {
      const isSmall = req.url?.endsWith('/2');
      res.writeHead(200, { 'content-type': 'application/json' });
      if (isSmall) return void res.end('{"id":"2","name":"small"}');
      // All but the last bytes, until the small one has been read.
      res.write(body.slice(0, -1));
      held.push(() => res.end(body.slice(-1)));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const upstream = openUpstream({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    const calls = Array.from({ length: 30 }, () => createCall(upstream));
    const large = calls.map((call) =>
      fetchStore(call, '1').then((store) => {
        expect(call.heldBytes).toBeGreaterThan(4_000_000);
        releaseBytes(call);
        return store;
      }),
    );
    await expect.poll(() => upstream.receiveBuffer.bytes).toBeGreaterThan(14 * 2 ** 20);
    expect(await fetchStore(createCall(upstream), '2')).toMatchObject({ name: 'small' });
    expect(upstream.receiveBuffer.bytes).toBeLessThan(32 * 2 ** 20);
    for (const end of held) end();
    const stores = await Promise.all(large);
    expect(stores.map((store) => store?.name?.length)).toEqual(Array(30).fill(4_000_000));
    expect(upstream.receiveBuffer.bytes).toBe(0);
  });
});
