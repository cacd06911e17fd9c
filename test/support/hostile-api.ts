import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marketingOf, rowsOf, type StoreSpec } from '../bench/rows.ts';
import { ROWS, STORES, WRONG_KEY } from './hostile-stores.ts';

/**
 * A REST API that behaves by the store that it is asked for, as a process of its own that is started with `fork`. Rows
 * are serialised once, so that it takes as little as possible of the processor that it shares with the gateway.
 */

const SPEC: StoreSpec = { rows: ROWS, spread: 'even' };
const PATH = /^\/v1\/stores\/(\d+)(?:\/(coupons|marketing)(?:\/([\w/-]+))?)?(?:\?(.*))?$/;
const MAX_PAGES = 100;
/** Where a text stands that is different in each row. */
const LONG = 90_000;
const SLOW_MS = 1500;

type Row = Readonly<Record<string, unknown> & { id: string }>;
type Respond = (res: ServerResponse) => void;

/** How a store behaves that does not work. */
const TROUBLES: Readonly<Record<string, Respond>> = {
  [STORES.loud]: (res) => sendError(res, 500, { code: 'x'.repeat(64_000), message: 'y'.repeat(64_000) }),
  [STORES.failing]: (res) => sendError(res, 500),
  [STORES.down]: (res) => sendError(res, 503),
  [STORES.limited]: (res) => sendError(res, 429),
  [STORES.hanging]: () => undefined,
  [STORES.broken]: (res) => sendJson(res, 200, '{"id":"41148649163037'),
  [STORES.cut]: (res) => res.destroy(),
  [STORES.large]: (res) => sendJson(res, 200, `"${'z'.repeat(6 * 2 ** 20)}"`),
};

/** What is different in the rows of a store; nothing for those that are not named. */
const CHANGES: Readonly<Record<string, (row: Row, index: number) => object>> = {
  [STORES.notes]: (_row, index) => ({ note: `${index} `.padEnd(LONG, 'n') }),
  [STORES.lists]: (_row, index) => ({ apply_to_products: idsFrom(index, 1500), apply_to_tags: idsFrom(index, 20) }),
};
/** The id that generated requests ask for. */
const GENERATED_COUPON_ID = '450000000000000001';

const stores = new Map<string, ReadonlyMap<string, string>>();
const pages = new Map<string, string>();
const calls = new Map<string, number>();

function idsFrom(start: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(411_498_733_029_261_312n + BigInt(start + index)));
}

/** The rows of a store by their ids, oldest first. */
function rowsOfStore(storeId: string): ReadonlyMap<string, string> {
  let rows = stores.get(storeId);
  if (rows === undefined) {
    const change = CHANGES[storeId] ?? (() => ({}));
    const changed = rowsOf(SPEC).map((row, index) => ({ ...row, store_id: storeId, ...change(row as never, index) }));
    if (storeId === STORES.open) changed.push({ ...changed[0], id: GENERATED_COUPON_ID } as never);
    changed.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
    rows = new Map(changed.map((row) => [row.id, JSON.stringify(row)]));
    stores.set(storeId, rows);
  }
  return rows;
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.url === '/counts') return sendJson(res, 200, JSON.stringify(Object.fromEntries(calls)));
  const [, storeId = '', resource, name = '', query] = PATH.exec(req.url ?? '') ?? [];
  calls.set(storeId, (calls.get(storeId) ?? 0) + 1);
  const sent = Buffer.concat(await req.toArray()).toString();
  if (req.headers.authorization === WRONG_KEY) return sendError(res, 401);
  const trouble = TROUBLES[storeId];
  if (trouble) return trouble(res);
  if (storeId === STORES.slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  if (req.method !== 'GET' && storeId === STORES.refusing) return sendMistakes(res);
  if (resource === undefined) return sendJson(res, 200, profileOf(storeId));
  if (resource === 'marketing') return sendJson(res, 200, configurationOf(storeId));
  if (req.method === 'GET' && name === '') return sendJson(res, 200, pageOf(storeId, new URLSearchParams(query)));
  const rows = rowsOfStore(storeId);
  // Whatever is created is there already, but for what was sent.
  const row = name === '' ? rows.values().next().value : rows.get(name);
  if (row === undefined) return sendError(res, 404);
  sendJson(res, 200, sent === '' ? row : JSON.stringify({ ...JSON.parse(row), ...JSON.parse(sent) }));
}

function profileOf(storeId: string): string {
  const name = storeId === STORES.names ? 'm'.repeat(LONG) : `Store ${storeId}`;
  return JSON.stringify({ id: storeId, name, slug: 'store', currency: 'eur', platform: 'minecraft', live_mode: true });
}

function configurationOf(storeId: string): string {
  const { commands = [], ...rest } = marketingOf(SPEC);
  const many = Array.from({ length: 400 }, () => ({ ...commands?.[0], command: 'say '.padEnd(1000, 'c') }));
  return JSON.stringify({ ...rest, store_id: storeId, commands: storeId === STORES.lists ? many : commands });
}

function pageOf(storeId: string, query: URLSearchParams): string {
  const key = `${storeId}?${query}`;
  let page = pages.get(key);
  if (page === undefined) {
    const limit = Number(query.get('limit') ?? 100);
    const [after, before] = [BigInt(query.get('after') ?? 0), BigInt(query.get('before') ?? 2n ** 63n)];
    const rows = [...rowsOfStore(storeId)].filter(([id]) => BigInt(id) > after && BigInt(id) < before);
    const chosen = query.get('asc') === 'true' ? rows.slice(0, limit) : rows.slice(-limit).toReversed();
    page = `[${chosen.map(([, row]) => row).join(',')}]`;
    if (pages.size >= MAX_PAGES) pages.clear();
    pages.set(key, page);
  }
  return page;
}

function sendMistakes(res: ServerResponse): void {
  const errors = Array.from({ length: 2000 }, (_, index) => ({
    code: 'invalid',
    path: `discount_amount_${index}`,
    message: 'w'.repeat(1000),
    validation: null,
  }));
  sendError(res, 422, { code: 'validation-error', message: 'Wrong.', errors });
}

function sendError(res: ServerResponse, status: number, more: object = {}): void {
  sendJson(res, status, JSON.stringify({ status, code: 'trouble', message: 'Trouble.', trace_id: 'a-trace', ...more }));
}

function sendJson(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

process.on('disconnect', () => process.exit());

// A connection that it closed while it was idle would fail a request that is on its way.
const server = createServer({ keepAliveTimeout: 600_000, noDelay: true }, (req, res) => {
  answer(req, res).catch((error: unknown) => {
    process.stderr.write(`The hostile API failed: ${error}\n`);
    res.destroy();
  });
});
server.listen(0, '127.0.0.1', 4096, () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
