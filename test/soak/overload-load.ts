import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { createClient, KEYS, type Reply } from './client.ts';

/** The load that asks for more than there is, as a process of its own that is started with `fork`. */

export interface OverloadJob {
  readonly url: string;
  readonly seconds: number;
  /** Operations at once, each sent when the one before is answered; or operations a second, whatever the answers. */
  readonly pace: { readonly atOnce: number } | { readonly perSecond: number };
}

export interface OverloadReport {
  readonly sent: number;
  readonly seconds: number;
  /** Right answers. */
  readonly served: number;
  /** 503 with Retry-After and the code `OVERLOADED`. */
  readonly refused: number;
  readonly others: readonly string[];
  /** Milliseconds. */
  readonly servedP99: number;
  readonly refusedP99: number;
}

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const TICK_MS = 5;

async function run({ url, seconds, pace }: OverloadJob): Promise<OverloadReport> {
  const client = createClient(url);
  const served: number[] = [];
  const refused: number[] = [];
  const others: string[] = [];
  let sent = 0;
  const startedAt = performance.now();
  const passedMs = (): number => performance.now() - startedAt;

  async function send(): Promise<void> {
    sent++;
    try {
      const reply = await client.send(NAME, undefined, KEYS[sent % KEYS.length]);
      if (reply.data?.store?.name === 'Craftkeep') served.push(reply.ms);
      else if (isRefusal(reply)) refused.push(reply.ms);
      else others.push(`${reply.status} ${JSON.stringify(reply.errors)}`);
    } catch (error) {
      others.push(String(error));
    }
  }

  if ('atOnce' in pace) {
    const worker = async (): Promise<void> => {
      while (passedMs() < seconds * 1000) await send();
    };
    await Promise.all(Array.from({ length: pace.atOnce }, worker));
  } else {
    await sendAtPace(pace.perSecond, seconds, passedMs, send);
  }
  const tookSeconds = passedMs() / 1000;
  await client.close();
  return {
    sent,
    seconds: tookSeconds,
    served: served.length,
    refused: refused.length,
    others: others.slice(0, 5),
    servedP99: p99(served),
    refusedP99: p99(refused),
  };
}

async function sendAtPace(
  perSecond: number,
  seconds: number,
  passedMs: () => number,
  send: () => Promise<void>,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  await new Promise<void>((resolve) => {
    let due = 0;
    const timer = setInterval(() => {
      const shouldBe = (Math.min(passedMs() / 1000, seconds) * perSecond) | 0;
      for (; due < shouldBe; due++) {
        const answer = send().finally(() => inFlight.delete(answer));
        inFlight.add(answer);
      }
      if (passedMs() < seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(inFlight);
}

function isRefusal({ status, retryAfter, errors }: Reply): boolean {
  return status === 503 && retryAfter === '1' && errors[0]?.extensions?.code === 'OVERLOADED';
}

function p99(latencies: number[]): number {
  latencies.sort((a, b) => a - b);
  return latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
}

process.on('message', async (job: OverloadJob) => {
  process.send?.({ report: await run(job) });
});
process.on('disconnect', () => process.exit());
