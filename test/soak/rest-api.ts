import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, FaultHandle, FaultScope } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { KEYS } from './client.ts';
import { createWriteLedger, type WriteLedger } from './write-ledger.ts';

/** A fault, with a name for the table. */
export type NamedFault = readonly [name: string, fault: Fault, scope: FaultScope];

/** Together 5 % resets, 5 % 503, 5 % hangs and 2 % truncations; half of the lost answers are of work that was done. */
export const SOAK_FAULTS: readonly NamedFault[] = [
  // Added up: anything from 0 to 200 ms.
  ['jitter', { kind: 'delay', ms: 100 }, { probability: 0.5 }],
  ['jitter', { kind: 'delay', ms: 60 }, { probability: 0.5 }],
  ['jitter', { kind: 'delay', ms: 40 }, { probability: 0.5 }],
  ['reset', { kind: 'reset' }, { probability: 0.025, carriedOut: false }],
  ['reset', { kind: 'reset' }, { probability: 0.025, carriedOut: true }],
  ['503', { kind: 'error', status: 503 }, { probability: 0.05 }],
  ['hang', { kind: 'hang' }, { probability: 0.025, carriedOut: false }],
  ['hang', { kind: 'hang' }, { probability: 0.025, carriedOut: true }],
  ['truncation', { kind: 'truncate' }, { probability: 0.02 }],
];

/** A REST API that fails, the same without failures, and what it was asked to write. */
export interface RestApi {
  /** With faults; for the gateway. */
  readonly url: string;
  /** On the same data, without faults; for comparing. */
  readonly truthUrl: string;
  readonly ledger: WriteLedger;
  /** How many requests each kind of fault has hit; delays are none. */
  faultHits(): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export async function startRestApi(faults: readonly NamedFault[]): Promise<RestApi> {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const dataFile = join(folder, 'data.sqlite');
  const sandbox = await startSandbox({ dataFile, record: true, keys: KEYS });
  const truth = await startSandbox({ dataFile });
  const handles: [name: string, handle: FaultHandle][] = [];
  for (const [name, fault, scope] of faults) {
    const handle = sandbox.faults.add(fault, scope);
    if (fault.kind !== 'delay') handles.push([name, handle]);
  }
  const ledger = createWriteLedger(sandbox);
  return {
    url: sandbox.url,
    truthUrl: truth.url,
    ledger,
    faultHits() {
      const hits = new Map<string, number>();
      for (const [name, { hits: count }] of handles) hits.set(name, (hits.get(name) ?? 0) + count);
      return hits;
    },
    async close() {
      ledger.close();
      await sandbox.close();
      await truth.close();
      rmSync(folder, { recursive: true });
    },
  };
}
