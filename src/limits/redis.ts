import { createRequire } from 'node:module';
import { type Lead, MINUTE_US } from './allowance.ts';

/** A connection to Redis or Valkey, which holds the counts that all replicas share. */
export interface RedisConnection {
  /**
   * Takes what a call costs, unless a subject would be more than a minute ahead then, and gives its lead before.
   *
   * @throws {Error} within 100 ms when there is no answer, or none that can be used; `reasonOf` says why.
   */
  take(subject: string, cost: Lead): Promise<Lead>;
  /** Resolves with the reason when the connection is lost. */
  readonly lost: Promise<string>;
  close(): void;
}

/** What a call may wait for an answer: a hundred times of what one takes. */
const ANSWER_MS = 100;
/** What a connection may take, greeting and all. */
const CONNECT_MS = 2000;

const PREFIX = 'paynow-gateway:limits:';
/** Nobody's, taken from when a connection opens to see that it can be. */
const PROBE = 'probe';

/** Does what `refusalOf` and `Counts.note` do, in one step and by one clock. */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local known = redis.call('HMGET', KEYS[1], 'calls', 'writes')
local lead = {}
local isRefused = false
for i = 1, 2 do
  lead[i] = math.max((tonumber(known[i]) or 0) - now, 0)
  local cost = tonumber(ARGV[i])
  if cost > 0 and lead[i] + cost > ${MINUTE_US} then isRefused = true end
end
if not isRefused then
  local function at(i) return string.format('%.0f', now + lead[i] + ARGV[i]) end
  redis.call('HSET', KEYS[1], 'calls', at(1), 'writes', at(2))
  redis.call('PEXPIRE', KEYS[1], ${MINUTE_US / 1000})
end
return lead
`;

/** Of 478 modules, loaded only by whoever shares counts. */
const require = createRequire(import.meta.url);
const loadClient = (): typeof import('@redis/client') => require('@redis/client');

/**
 * Opens a connection, and takes from it once to see that counting works.
 *
 * @param url `redis:`, `rediss:`, `valkey:` or `valkeys:`, with user and password where they are asked for.
 * @throws {Error} within two seconds; `reasonOf` says why.
 */
export async function connectRedis(url: string): Promise<RedisConnection> {
  const { promise: lost, resolve: lose } = Promise.withResolvers<string>();
  const client = loadClient().createClient({
    url: url.replace(/^valkey/i, 'redis'),
    disableOfflineQueue: true,
    // Lost for good once it is lost: whoever wants another one opens it.
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
  });
  client.on('error', (error) => lose(reasonOf(error)));
  client.on('end', () => lose('closed'));
  const close = (): void => {
    if (client.isOpen) client.destroy();
  };

  async function take(sha: string, subject: string, cost: Lead): Promise<Lead> {
    const { calls, writes } = cost;
    const answer = await client.sendCommand(['EVALSHA', sha, '1', PREFIX + subject, String(calls), String(writes)]);
    return toLead(answer);
  }

  async function open(): Promise<string> {
    await client.connect();
    const sha = String(await client.sendCommand(['SCRIPT', 'LOAD', TAKE]));
    await take(sha, PROBE, { calls: 0, writes: 0 });
    return sha;
  }

  try {
    const sha = await within(CONNECT_MS, open());
    return { take: (subject, cost) => within(ANSWER_MS, take(sha, subject, cost)), lost, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Why something failed, in a word or two that hold nothing of an address or a password. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Redis begins what it says with a word such as NOAUTH or READONLY.
  const [word] = /^[A-Z]{2,}(?= )/.exec(error.message) ?? [];
  return word ?? error.constructor.name;
}

class TimeoutError extends Error {}

/**
 * Waits for so many ms at most. An answer that has come in the meantime counts, even when the process was too busy to
 * look at it: timers come before what has been received, and `setImmediate` behind it.
 */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new TimeoutError('no answer'))), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** @throws {TypeError} when it is something else. */
function toLead(answer: unknown): Lead {
  const [calls, writes] = Array.isArray(answer) ? answer : [];
  if (typeof calls !== 'number' || typeof writes !== 'number') throw new TypeError('not a lead');
  return { calls, writes };
}
