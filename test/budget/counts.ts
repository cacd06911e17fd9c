import { createHook } from 'node:async_hooks';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import { Cancellation } from '../../src/rest/cancellation.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { createUpstream } from '../../src/rest/upstream.ts';
import { createCompiler } from '../../src/server/operation/compiler.ts';
import { createDocumentCache } from '../../src/server/operation/document-cache.ts';
import { createOpenDocuments } from '../../src/server/operation/documents.ts';
import { createOperations } from '../../src/server/operation/operations.ts';
import { createPreparation } from '../../src/server/operation/prepared-document.ts';
import { createContextFactory } from '../../src/server/operation-context.ts';
import type { RequestState } from '../../src/server/request-state.ts';
import { toGraphqlExchanges } from '../bench/dialects/graphql.ts';
import { type Emulator, startEmulator } from '../bench/processes.ts';
import { WORKLOADS, type Workload } from '../bench/workloads.ts';
import { WHOLE_SUBGRAPH } from '../federation/whole-subgraph.ts';

/**
 * Counts what one operation of each workload takes, from its parameters to the text of its answer. Counts do not depend
 * on the machine or on what else runs there, so they can be held against a budget where times cannot.
 *
 * Started with `fork`, with `--expose-gc` and a young generation that holds all that is allocated meanwhile.
 */
export interface Counts {
  readonly restCalls: number;
  /** Calls of resolver functions; fields that only pass a property on have none. */
  readonly resolvers: number;
  readonly promises: number;
  /** What is allocated on the heap. */
  readonly kilobytes: number;
}

const BUDGET = 50;
/** Enough for V8 to have compiled everything that it will. */
const WARMUP_OPERATIONS = 4000;
const OPERATIONS = 40;
const MAX_ATTEMPTS = 20;

async function count(emulator: Emulator, workload: Workload): Promise<Counts> {
  await emulator.behave({ latencyMs: 0, vary: workload.vary });
  const resolvers = { calls: 0 };
  const schema = countResolvers(createSchemaFor(workload), resolvers);
  const upstream = createUpstream({ origin: emulator.origin, attemptTimeoutMs: 4000 });
  const options = {
    upstream,
    operationTimeoutMs: 10_000,
    budget: BUDGET,
    maxBulkItems: 100,
    maxRepresentations: 1000,
    percentScale: 10,
  };
  const createContext = createContextFactory(options);
  const compiler = createCompiler({
    schema,
    leavesAreChecked: true,
    onFailure: (failure) => {
      throw failure;
    },
  });
  const limits = { budget: BUDGET, maxAnswerBytes: 8 * 2 ** 20 };
  const prepare = createDocumentCache(createPreparation({ schema, introspection: false, compiler, ...limits }));
  const documents = createOpenDocuments(prepare);
  const answer = createOperations({ documents, maxAnswerBytes: limits.maxAnswerBytes, createContext });
  const [exchange] = toGraphqlExchanges(workload);
  if (!exchange?.body) throw new Error('The gateway cannot do this.');
  const { body, check } = exchange;

  const run = async (times: number): Promise<string> => {
    let text = '';
    for (let time = 0; time < times; time++) text = JSON.stringify(await answer(createState(), JSON.parse(body)));
    return text;
  };
  check(JSON.parse(await run(WARMUP_OPERATIONS)));

  const promises = { made: 0 };
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') promises.made++;
    },
  });
  const { calls } = await emulator.count();
  resolvers.calls = 0;
  hook.enable();
  await run(OPERATIONS);
  hook.disable();
  const restCalls = (await emulator.count()).calls - calls;
  const counted = { restCalls: restCalls / OPERATIONS, resolvers: resolvers.calls / OPERATIONS };

  const allocated = await countAllocations(() => run(OPERATIONS));
  await upstream.close();
  return {
    ...counted,
    promises: Math.round(promises.made / OPERATIONS),
    kilobytes: Math.round(allocated / OPERATIONS / 100) / 10,
  };
}

function createSchemaFor({ task }: Workload): GraphQLSchema {
  return task.kind === 'entities' ? createSubgraphSchema(WHOLE_SUBGRAPH) : createSchema();
}

function countResolvers(schema: GraphQLSchema, resolvers: { calls: number }): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (...args) => {
        resolvers.calls++;
        return resolve(...args);
      };
    }
  }
  return schema;
}

/** What the operations look at in a request. */
function createState(): RequestState {
  const req = { method: 'POST', headers: { authorization: 'APIKey bench' } };
  const credential = createKeyCredential(req.headers.authorization);
  const cancellation = new Cancellation();
  const state = { req, requestId: 'r', headers: [], startedAt: performance.now(), cancellation, credential };
  return state as unknown as RequestState;
}

/** The bytes that some work allocates, garbage included; done again while the collector comes in between. */
async function countAllocations(work: () => Promise<unknown>): Promise<number> {
  const collections = observeCollections();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    globalThis.gc?.();
    await collections.settle();
    const before = getHeapStatistics().used_heap_size;
    await work();
    const allocated = getHeapStatistics().used_heap_size - before;
    if ((await collections.settle()) === 0) return allocated;
  }
  throw new Error('Garbage is collected all the time: the young generation is too small.');
}

/** Counts garbage collections since the last time it was asked. */
function observeCollections() {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    count += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async settle(): Promise<number> {
      // Entries come with the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      const counted = count + observer.takeRecords().length;
      count = 0;
      return counted;
    },
  };
}

const emulator = await startEmulator();
const counts: Record<string, Counts> = {};
for (const [name, workload] of Object.entries(WORKLOADS)) counts[name] = await count(emulator, workload);
process.send?.(counts, () => process.exit());
