import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marketingOf, rowsOf, STORES, type StoreSpec, storeIdOf, UPDATE_NOTE } from './rows.ts';

/**
 * The REST API, as a process of its own that is started with `fork`. Rows are serialised once, at the start, so that it
 * takes as little as possible of the processor that it shares with the server under test.
 */

/** What the emulator takes: how to behave, and a request for its counters. */
export type EmulatorCommand =
  | { readonly type: 'behave'; readonly latencyMs: number; readonly vary: boolean }
  | { readonly type: 'count' };

/** What the emulator sends: where it listens, once, and its counters when asked. */
export type EmulatorReport =
  | { readonly type: 'ready'; readonly origin: string }
  | { readonly type: 'counters'; readonly counters: Counters }
  | { readonly type: 'done' };

/** What was asked of the emulator since it started. */
export interface Counters {
  readonly calls: number;
  readonly bytes: number;
  /** Requests that the contract does not know, or that change something in another way than they should. */
  readonly faults: number;
}

/** The only credential that it takes, but for traces, which it takes of anybody and throws away. */
const AUTHORIZATION = 'APIKey bench';

const PATH =
  /^\/v1\/stores\/(\d+)\/(?:(coupons)(?:\/(\d+))?|marketing\/abandoned-checkouts\/configuration)(?:\?(.*))?$/;
const MAX_PAGES = 500;

interface StoredStore {
  readonly ids: readonly bigint[];
  readonly rows: readonly Buffer[];
  readonly byId: ReadonlyMap<string, Buffer>;
  readonly updatedById: ReadonlyMap<string, Buffer>;
  readonly marketing: Buffer;
}

const stores = new Map(STORES.map((spec) => [storeIdOf(spec), load(spec)]));
const pages = new Map<string, Buffer>();
const counters = { calls: 0, bytes: 0, faults: 0 };
let latencyMs = 0;
let vary = false;
let answers = 0;

function load(spec: StoreSpec): StoredStore {
  const rows = rowsOf(spec);
  const bodies = rows.map((row) => Buffer.from(JSON.stringify(row)));
  return {
    ids: rows.map((row) => BigInt(row.id)),
    rows: bodies,
    byId: new Map(rows.map((row, index) => [row.id, bodies[index] as Buffer])),
    updatedById: new Map(rows.map((row) => [row.id, Buffer.from(JSON.stringify({ ...row, note: UPDATE_NOTE }))])),
    marketing: Buffer.from(JSON.stringify(marketingOf(spec))),
  };
}

function answer(req: IncomingMessage, res: ServerResponse): void {
  const { method, url = '', headers } = req;
  if (url === '/v1/traces') return void req.resume().once('end', () => res.end());
  const [, storeId = '', coupons, couponId, query] = PATH.exec(url) ?? [];
  const store = stores.get(storeId);
  counters.calls++;
  if (store === undefined || headers.authorization !== AUTHORIZATION) refuse(res);
  else if (method === 'PATCH' && couponId !== undefined) update(req, res, store.updatedById.get(couponId));
  else if (method !== 'GET') refuse(res);
  else if (coupons === undefined) send(res, store.marketing);
  else if (couponId !== undefined) send(res, store.byId.get(couponId));
  else send(res, pageOf(store, url, new URLSearchParams(query)));
}

function pageOf(store: StoredStore, url: string, query: URLSearchParams): Buffer {
  const known = pages.get(url);
  if (known) return known;
  const limit = Number(query.get('limit') ?? 100);
  const [after, before] = [query.get('after'), query.get('before')];
  const start = after === null ? 0 : firstAbove(store.ids, BigInt(after));
  const end = before === null ? store.ids.length : firstAbove(store.ids, BigInt(before) - 1n);
  const rows =
    query.get('asc') === 'true'
      ? store.rows.slice(start, Math.min(start + limit, end))
      : store.rows.slice(Math.max(start, end - limit), end).toReversed();
  const parts = rows.flatMap((row, index) => (index === 0 ? [row] : [Buffer.from(','), row]));
  const page = Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
  if (pages.size >= MAX_PAGES) pages.clear();
  pages.set(url, page);
  return page;
}

/** The place of the first id above this one (binary search). */
function firstAbove(ids: readonly bigint[], id: bigint): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] as bigint) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function update(req: IncomingMessage, res: ServerResponse, body: Buffer | undefined): Promise<void> {
  const sent = Buffer.concat(await req.toArray()).toString();
  if (sent === JSON.stringify({ note: UPDATE_NOTE })) send(res, body);
  else refuse(res);
}

function send(res: ServerResponse, stored: Buffer | undefined): void {
  if (stored === undefined) {
    refuse(res);
    return;
  }
  const body = vary ? alter(stored) : stored;
  counters.bytes += body.length;
  const finish = (): void => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  };
  if (latencyMs > 0) setTimeout(finish, latencyMs);
  else finish();
}

const VERSION = '"version_id":"';

/** The same answer with other last digits in its first version, which the gateway does not show. */
function alter(body: Buffer): Buffer {
  const start = body.indexOf(VERSION);
  if (start < 0) return body;
  const altered = Buffer.from(body);
  altered.write(String(answers++ % 1_000_000).padStart(6, '0'), start + VERSION.length + 12);
  return altered;
}

function refuse(res: ServerResponse): void {
  counters.faults++;
  const body = JSON.stringify({ status: 400, code: 'bad-request', message: 'Not what the benchmark should ask.' });
  res.writeHead(400, { 'content-type': 'application/json' }).end(body);
}

function report(message: EmulatorReport): void {
  process.send?.(message);
}

process.on('message', (command: EmulatorCommand) => {
  if (command.type === 'count') {
    report({ type: 'counters', counters });
    return;
  }
  ({ latencyMs, vary } = command);
  report({ type: 'done' });
});
process.on('disconnect', () => process.exit());

// A connection that the emulator closed while it was idle would fail a request that is on its way.
const server = createServer({ keepAliveTimeout: 600_000, noDelay: true }, answer);
server.listen(0, '127.0.0.1', 4096, () => {
  report({ type: 'ready', origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
