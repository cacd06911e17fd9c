import { createClient } from './client.ts';
import { createReads } from './readers.ts';
import { createTally, type Report } from './tally.ts';
import { createTruth } from './truth.ts';
import { createWriters } from './writers.ts';

/**
 * The load, as a process of its own that is started with `fork`: readers and writers, each of which sends its next
 * operation when it has the answer of the last.
 */

/** What to do. */
export interface SoakJob {
  /** Where the gateway takes operations. */
  readonly url: string;
  readonly truthUrl: string;
  readonly seconds: number;
}

/** How it went, or why it could not be told. */
export type SoakResult = { readonly report: Report } | { readonly failure: string };

const READERS = 48;
const WRITERS = 16;
const BATCH_WRITERS = 4;

async function run({ url, truthUrl, seconds }: SoakJob): Promise<Report> {
  const client = createClient(url);
  const truth = createTruth(truthUrl);
  const tally = createTally();
  const reads = await createReads(client, truth, tally);
  const writers = createWriters(client, tally);
  const end = performance.now() + seconds * 1000;
  const goesOn = (): boolean => performance.now() < end;

  const readers = Array.from({ length: READERS }, async (_, index) => {
    for (let turn = index; goesOn(); turn++) await reads[turn % reads.length]?.();
  });
  const couponWriters = Array.from({ length: WRITERS }, async () => {
    while (goesOn()) await writers.coupon();
  });
  const batchWriters = Array.from({ length: BATCH_WRITERS }, async () => {
    while (goesOn()) await writers.batch();
  });
  const settingsWriters = (['ABANDONED_CHECKOUT', 'PURCHASE_FOLLOW_UP'] as const).map((kind) =>
    writers.settings(kind, goesOn),
  );
  await Promise.all([...readers, ...couponWriters, ...batchWriters, ...settingsWriters]);
  await writers.reconcile(truth);
  await client.close();
  return tally.report();
}

process.on('message', async (job: SoakJob) => {
  let result: SoakResult;
  try {
    result = { report: await run(job) };
  } catch (error) {
    result = { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(result);
});
process.on('disconnect', () => process.exit());
