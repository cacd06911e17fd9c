import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault, FaultScope } from '../../src/sandbox/faults.ts';
import { createRandom } from '../bench/rows.ts';
import { createTruth } from '../soak/truth.ts';
import { BULK_CREATE, BULK_DELETE, BULK_UPDATE, creating, payloadOf, sendBulk, told } from '../support/bulk.ts';
import { EMPTY_STORE_ID, type GatewayOptions, startGateway, type TestGateway } from '../support/gateway.ts';

const LOST: Fault = { kind: 'reset' };

async function start(options: GatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

const IDS = Array.from({ length: 60 }, (_, index) => `4500000000000000${10 + index}`);
const toId = (couponId: string): string => `gid://paynow/Coupon/${EMPTY_STORE_ID}/${couponId}`;

/** Codes that the API holds once nothing fails any more. */
async function storedCodes({ sandbox }: TestGateway): Promise<string[]> {
  sandbox.faults.clear();
  const coupons = await createTruth(sandbox.url).coupons(EMPTY_STORE_ID);
  return coupons.map(({ code }) => code);
}

const posts = ({ sandbox }: TestGateway) => sandbox.requests.filter(({ method }) => method === 'POST');
const gets = ({ sandbox }: TestGateway) => sandbox.requests.filter(({ method }) => method === 'GET');

/** Sends an operation, and gives what makes its client go away. */
function askAndLeave({ url }: TestGateway, query: string, input: object): () => Promise<void> {
  const leaving = new AbortController();
  const asked = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox' },
    body: JSON.stringify({ query, variables: { input } }),
    signal: leaving.signal,
  });
  return async () => {
    leaving.abort();
    await expect(asked).rejects.toThrow();
  };
}

describe('a batch of changes', () => {
  it('goes on when its client is gone, with looks at versions too', async () => {
    const gateway = await start();
    const { data, faults } = gateway.sandbox;
    data.insertCoupons(
      EMPTY_STORE_ID,
      IDS.map((id) => ({ id, version_id: '7' })),
    );
    faults.add({ kind: 'delay', ms: 10 });
    const items = IDS.map((id) => ({ id: toId(id), expectedVersion: '7' }));
    const leave = askAndLeave(gateway, BULK_UPDATE, { items, set: { note: 'new' } });
    const patches = () => gateway.sandbox.requests.filter(({ method }) => method === 'PATCH');
    await expect.poll(() => patches().length).toBeGreaterThan(3);
    await leave();
    await expect.poll(() => patches().filter(({ outcome }) => outcome === 'answered').length).toBe(IDS.length);
  });
});

describe('a batch of new coupons', () => {
  it('has all lost answers looked for in one window', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add(LOST, { when: { method: 'POST' }, skip: 3, times: 5, carriedOut: true });
    const { results, appliedCount } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 50 } }));
    expect(appliedCount).toBe(50);
    expect(results.filter(({ reconciled }) => reconciled)).toHaveLength(5);
    expect(results.every(({ coupon, couponEdge, code }) => coupon?.code === code && couponEdge)).toBe(true);
    expect([posts(gateway).length, gets(gateway).length]).toEqual([50, 1]);
  });

  it('looks on where a page is full of what it has created itself', async () => {
    const gateway = await start({ env: { MAX_BULK_ITEMS: '120' } });
    // The last one is lost.
    gateway.sandbox.faults.add(LOST, { when: { method: 'POST' }, skip: 119, carriedOut: true });
    const { appliedCount, results } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 120 } }));
    expect(appliedCount).toBe(120);
    expect(results.filter(({ reconciled }) => reconciled)).toHaveLength(1);
    expect(gets(gateway)).toHaveLength(2);
  });

  it('keeps what it has found where a later page cannot be read', async () => {
    const gateway = await start({ env: { MAX_BULK_ITEMS: '120' } });
    gateway.sandbox.faults.add(LOST, { when: { method: 'POST' }, times: 1, carriedOut: true });
    gateway.sandbox.faults.add(LOST, { when: { method: 'POST' }, skip: 118, carriedOut: true });
    gateway.sandbox.faults.add({ kind: 'error', status: 500 }, { when: { method: 'GET' }, skip: 1 });
    const { results, unknownCount } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 120 } }));
    expect(unknownCount).toBe(1);
    expect(results.filter(({ reconciled }) => reconciled)).toHaveLength(1);
  });

  it('finds lost ones beside one that cannot be read, whose outcome stays unknown', async () => {
    const gateway = await start();
    const { data, faults } = gateway.sandbox;
    // Time to spoil one that is created, before it is looked for.
    faults.add({ kind: 'delay', ms: 300 }, { when: { method: 'POST' } });
    faults.add(LOST, { when: { method: 'POST' }, carriedOut: true });
    const items = ['A', 'B', 'C', 'D'].map((code) => ({ code }));
    const asked = sendBulk(gateway, BULK_CREATE, creating({ items }));
    const { coupons } = createTruth(gateway.sandbox.url);
    await expect.poll(async () => (await coupons(EMPTY_STORE_ID)).length).toBe(4);
    const spoiled = (await coupons(EMPTY_STORE_ID)).find(({ code }) => code === 'B');
    data.changeCoupon(EMPTY_STORE_ID, String(spoiled?.id), { created_at: 5 } as never, { raw: true });
    const { results } = await asked;
    expect(results.filter(({ outcome }) => outcome !== 'APPLIED').map(({ code }) => code)).toEqual(['B']);
  });

  it('draws no other code once nothing more is to be sent', async () => {
    const gateway = await start();
    const errors = [{ code: 'already-exists', message: 'taken', path: 'code', validation: 'unique' }];
    gateway.sandbox.faults.add({ kind: 'error', status: 429 }, { when: { method: 'POST' }, skip: 1, times: 1 });
    gateway.sandbox.faults.add({ kind: 'delay', ms: 50 }, { when: { method: 'POST' }, skip: 1 });
    gateway.sandbox.faults.add({ kind: 'error', status: 409, errors }, { when: { method: 'POST' }, skip: 1 });
    const { results } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 5 } }));
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      'APPLIED',
      'NOT_ATTEMPTED',
      'REJECTED',
      'REJECTED',
      'REJECTED',
    ]);
    expect(posts(gateway)).toHaveLength(5);
  });

  it('tells the mistakes of its items also where nothing could be done for the others', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status: 429 });
    const items = [{ code: 'A', set: { enabled: null } }, { code: 'B' }];
    const { userErrors } = await sendBulk(gateway, BULK_CREATE, creating({ items }));
    expect(told(userErrors)).toEqual([
      ['NULL_NOT_ALLOWED', 'input.items.0.set.enabled'],
      ['NOT_ATTEMPTED', 'input.items.1'],
    ]);
  });

  it('says of what is not found that its outcome is unknown', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add(LOST, { when: { method: 'POST' }, skip: 3, times: 2, carriedOut: false });
    const { results, unknownCount } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 10 } }));
    expect(unknownCount).toBe(2);
    const lost = results.filter(({ outcome }) => outcome === 'OUTCOME_UNKNOWN');
    expect(lost.map(({ userErrors }) => told(userErrors))).toEqual([
      [['OUTCOME_UNKNOWN', null]],
      [['OUTCOME_UNKNOWN', null]],
    ]);
    expect(posts(gateway)).toHaveLength(10);
  });

  it('takes an API that failed by itself for an unknown outcome, and looks', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add(
      { kind: 'error', status: 500 },
      { when: { method: 'POST' }, times: 2, carriedOut: true },
    );
    const { appliedCount, results } = await sendBulk(gateway, BULK_CREATE, creating({ generate: { count: 4 } }));
    expect(appliedCount).toBe(4);
    expect(results.map(({ reconciled }) => reconciled)).toEqual([true, true, false, false]);
  });

  it.each([
    ['asks for fewer requests', 429],
    ['refuses the key', 401],
    ['forbids it', 403],
  ])('sends nothing more once the API %s', async (_what, status) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status }, { skip: 10 });
    const { results, appliedCount, notAttemptedCount } = await sendBulk(
      gateway,
      BULK_CREATE,
      creating({ items: Array.from({ length: 100 }, (_, index) => ({ code: `C-${index}` })) }),
    );
    expect([appliedCount, notAttemptedCount]).toEqual([10, 90]);
    expect(posts(gateway).length).toBeLessThanOrEqual(15);
    expect(told(results[99]?.userErrors ?? [])).toEqual([['NOT_ATTEMPTED', 'input.items.99']]);
    expect((await storedCodes(gateway)).toSorted()).toEqual(
      results.flatMap(({ outcome, code }) => (outcome === 'APPLIED' ? String(code) : [])).toSorted(),
    );
  });

  it.each([
    ['RATE_LIMITED', 429],
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
    ['UPSTREAM_UNAVAILABLE', 503],
  ])('fails as a whole with %s when nothing at all was done', async (code, status) => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status, headers: { 'retry-after': '9' } });
    const { data, errors } = await gateway.query(BULK_CREATE, { input: creating({ generate: { count: 8 } }) });
    expect(data).toEqual({ bulk: null });
    expect(errors).toMatchObject([{ path: ['bulk'], extensions: { code } }]);
    expect(await storedCodes(gateway)).toEqual([]);
  });

  it('goes on where the API is busy for a moment, and says which items were not made', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status: 503 }, { skip: 2, times: 2 });
    const { appliedCount, notAttemptedCount } = await sendBulk(
      gateway,
      BULK_CREATE,
      creating({ generate: { count: 20 } }),
    );
    expect([appliedCount, notAttemptedCount]).toEqual([18, 2]);
  });

  it('sends nothing more once a circuit breaker is open', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'error', status: 503 }, { skip: 5 });
    const { appliedCount, notAttemptedCount } = await sendBulk(
      gateway,
      BULK_CREATE,
      creating({ generate: { count: 100 } }),
    );
    expect([appliedCount, notAttemptedCount]).toEqual([5, 95]);
    expect(posts(gateway).length).toBeLessThan(25);
  });

  it('goes on when its client is gone', async () => {
    const gateway = await start();
    gateway.sandbox.faults.add({ kind: 'delay', ms: 20 });
    const leave = askAndLeave(gateway, BULK_CREATE, creating({ generate: { count: 30 } }));
    await expect.poll(() => posts(gateway).length).toBeGreaterThan(3);
    await leave();
    await expect.poll(() => posts(gateway).filter(({ outcome }) => outcome === 'answered').length).toBe(30);
  });
});

interface Trouble {
  readonly fault: Fault;
  readonly carriedOut: boolean;
  readonly probability: number;
}

/** A batch, and what befalls it. */
interface Run {
  readonly troubles: readonly Trouble[];
  readonly delayMs: number;
  readonly timeMs: number;
  readonly count: number;
  readonly seed: number;
}

/** Something that goes wrong with some of the creations. */
const TROUBLE: fc.Arbitrary<Trouble> = fc.record({
  fault: fc.constantFrom<Fault>(
    LOST,
    LOST,
    { kind: 'error', status: 429 },
    { kind: 'error', status: 503 },
    { kind: 'error', status: 500 },
    { kind: 'error', status: 502 },
    { kind: 'truncate' },
    { kind: 'html', status: 200 },
    { kind: 'empty' },
    { kind: 'hang' },
  ),
  carriedOut: fc.boolean(),
  probability: fc.constantFrom(0.01, 0.05, 0.2),
});
/** An API that refuses does nothing, and one that says that it is done has done it. */
function isCarriedOut({ fault, carriedOut }: Trouble): boolean {
  const isRefusal = fault.kind === 'error' && (fault.status === 429 || fault.status === 503);
  return fault.kind === 'empty' || (carriedOut && !isRefusal);
}

const FIVE_PERCENT = { probability: 0.05, carriedOut: true };
const HUNDRED = { delayMs: 5, timeMs: 10_000, count: 100, seed: 7 };
const EXAMPLES: readonly Run[] = [
  { ...HUNDRED, troubles: [{ ...FIVE_PERCENT, fault: LOST }] },
  { ...HUNDRED, troubles: [{ ...FIVE_PERCENT, fault: { kind: 'error', status: 429 } }] },
  { ...HUNDRED, troubles: [{ ...FIVE_PERCENT, fault: LOST }], delayMs: 40, timeMs: 600 },
];

const RUNS: fc.Arbitrary<Run> = fc.record({
  troubles: fc.array(TROUBLE, { minLength: 1, maxLength: 3 }),
  delayMs: fc.constantFrom(0, 0, 5, 40),
  timeMs: fc.constantFrom(300, 1000, 10_000),
  count: fc.integer({ min: 1, max: 100 }),
  seed: fc.noBias(fc.integer({ min: 1 })),
});

/** Runs a batch on a gateway of its own while things go wrong with some of its writes. */
async function runBatch({ troubles, delayMs, timeMs, seed }: Run, batch: (gateway: TestGateway) => Promise<void>) {
  const gateway = await startGateway({
    sandbox: { random: createRandom(seed) },
    env: { OPERATION_TIMEOUT_MS: String(timeMs), UPSTREAM_TIMEOUT_MS: '250' },
  });
  try {
    const { faults } = gateway.sandbox;
    faults.add({ kind: 'delay', ms: delayMs });
    for (const trouble of troubles) {
      const scope: FaultScope = { probability: trouble.probability, carriedOut: isCarriedOut(trouble) };
      for (const method of ['POST', 'PATCH', 'DELETE']) faults.add(trouble.fault, { ...scope, when: { method } });
    }
    await batch(gateway);
  } finally {
    await gateway.close();
  }
}

describe('whatever goes wrong, every item is told of truly', () => {
  it('what the API holds is what is applied and some of what is unknown; no code twice, and nothing sent twice', async () => {
    await fc.assert(
      fc.asyncProperty(RUNS, (run) =>
        runBatch(run, async (gateway) => {
          const answer = await gateway.query(BULK_CREATE, { input: creating({ generate: { count: run.count } }) });
          const stored = await storedCodes(gateway);
          const sent = posts(gateway).map(({ body }) => JSON.parse(body).code as string);
          expect(new Set(sent).size).toBe(sent.length);
          expect(new Set(stored).size).toBe(stored.length);
          if (!answer.data?.bulk) {
            expect(stored).toEqual([]);
            return;
          }
          const { results } = payloadOf(answer);
          expect(results).toHaveLength(run.count);
          const codes = (wanted: string) =>
            results.flatMap(({ outcome, code }) => (outcome === wanted ? String(code) : []));
          const [applied, unknown] = [codes('APPLIED'), codes('OUTCOME_UNKNOWN')];
          expect(stored).toEqual(expect.arrayContaining(applied));
          expect([...applied, ...unknown]).toEqual(expect.arrayContaining(stored));
        }),
      ),
      { numRuns: 25, examples: EXAMPLES.map((example) => [example]) },
    );
  }, 120_000);

  it.each([
    ['changes', BULK_UPDATE],
    ['deletions', BULK_DELETE],
  ])(
    '%s that are applied are stored, and of those that are not nothing is; no change is sent twice',
    async (_what, document) => {
      await fc.assert(
        fc.asyncProperty(RUNS, fc.boolean(), (run, isGuarded) =>
          runBatch(run, async (gateway) => {
            const { data, faults } = gateway.sandbox;
            data.insertCoupons(
              EMPTY_STORE_ID,
              IDS.map((id) => ({ id, code: id, note: 'before', version_id: '7' })),
            );
            const ids = IDS.slice(0, run.count);
            const items = ids.map((id) => ({ id: toId(id), ...(isGuarded && { expectedVersion: '7' }) }));
            const input = document === BULK_UPDATE ? { items, set: { note: 'after' } } : { items };
            const answer = await gateway.query(document, { input });
            faults.clear();
            const isDone = ids.map((id) => data.coupon(EMPTY_STORE_ID, id)?.note !== 'before');
            const patches = gateway.sandbox.requests.filter(({ method }) => method === 'PATCH');
            expect(new Set(patches.map(({ path }) => path)).size).toBe(patches.length);
            if (!answer.data?.bulk) {
              expect(isDone).not.toContain(true);
              return;
            }
            const { results } = payloadOf(answer);
            expect(results).toHaveLength(ids.length);
            for (const { index, outcome } of results) {
              if (outcome !== 'OUTCOME_UNKNOWN')
                expect([outcome, isDone[index]]).toEqual([outcome, outcome === 'APPLIED']);
            }
          }),
        ),
        { numRuns: 15 },
      );
    },
    120_000,
  );
});
