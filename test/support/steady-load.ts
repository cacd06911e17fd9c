import { parentPort, workerData } from 'node:worker_threads';
import { rowsOf } from '../bench/rows.ts';
import { ORDINARY_STORES, ROWS } from './hostile-stores.ts';
import type { SteadyCommand, SteadyReport } from './steady-client.ts';

/** The load of the ordinary client, as a worker of its own, so that what the attacker does delays none of it. */

const EVERY_MS = 50;
/** Longer than any operation may take. */
const ANSWER_TIMEOUT_MS = 15_000;

const [first, second] = rowsOf({ rows: ROWS, spread: 'even' }) as unknown as readonly [Row, Row];

interface Row {
  readonly id: string;
  readonly code: string;
}

/** What it asks for in turn: a write among reads, and what the answer must hold. */
const operationsOn = (store: string): readonly (readonly [query: string, data: object])[] => [
  [`{ store(storeId: "${store}") { name } }`, { store: { name: `Store ${store}` } }],
  [`{ coupon(storeId: "${store}", couponId: "${first.id}") { code } }`, { coupon: { code: first.code } }],
  [
    `{ store(storeId: "${store}") { coupons(first: 2, sort: OLDEST_FIRST) { nodes { code } pageInfo { hasNextPage } } } }`,
    { store: { coupons: { nodes: [{ code: first.code }, { code: second.code }], pageInfo: { hasNextPage: true } } } },
  ],
  [
    `mutation { couponUpdate(input: { id: "gid://paynow/Coupon/${store}/${first.id}", set: { note: "kept" } }) { coupon { note } userErrors { code } } }`,
    { couponUpdate: { coupon: { note: 'kept' }, userErrors: [] } },
  ],
];

const OPERATIONS = ORDINARY_STORES.flatMap(operationsOn);
/** Leads through all of them, and to another store nearly each time. */
const STRIDE = 7;

const { url } = workerData as { readonly url: string };
const inFlight = new Set<Promise<void>>();
let begun = 0;
let isPaused = false;
/** How many have to have begun before a report; undefined: nobody waits for one. */
let wanted: number | undefined;
let report = emptyReport();

function emptyReport(): SteadyReport {
  return { answered: 0, faults: [], slowestMs: 0 };
}

async function send(): Promise<void> {
  const [query, data] = OPERATIONS[(begun++ * STRIDE) % OPERATIONS.length] as (typeof OPERATIONS)[number];
  const startedAt = performance.now();
  let fault: string | undefined;
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey ordinary-and-honest' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const answer = (await response.json()) as { readonly data?: object; readonly errors?: object };
    if (JSON.stringify(answer.data) !== JSON.stringify(data)) fault = `${response.status} ${JSON.stringify(answer)}`;
  } catch (error) {
    fault = error instanceof Error ? `${error.message}: ${error.cause ?? ''}` : String(error);
  }
  report = {
    answered: report.answered + 1,
    faults: fault === undefined ? report.faults : [...report.faults, fault.slice(0, 200)],
    slowestMs: Math.max(report.slowestMs, performance.now() - startedAt),
  };
}

/** Reports what came since the last report, once all that have begun are answered. */
async function tell(): Promise<void> {
  wanted = undefined;
  await Promise.all(inFlight);
  parentPort?.postMessage(report);
  report = emptyReport();
}

setInterval(() => {
  if (isPaused) return;
  const answer = send().finally(() => inFlight.delete(answer));
  inFlight.add(answer);
  if (wanted !== undefined && begun >= wanted) tell();
}, EVERY_MS);

parentPort?.on('message', (command: SteadyCommand) => {
  isPaused = command.type === 'pause';
  if (command.type === 'pause') return;
  wanted = begun + command.atLeast;
  if (command.atLeast === 0) tell();
});
