import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Facts, GATEWAYS } from './attack.ts';
import { IMAGE_ENV, IMAGE_NODE_OPTIONS, POD_ENV } from './deployed.ts';
import { startGateway } from './gateway-process.ts';
import { ORDINARY_STORES, STORES } from './hostile-stores.ts';
import { type SteadyClient, startSteadyClient } from './steady-client.ts';
import { sendHttp } from './wire.ts';

/** What bounds the memory of a process where it is deployed, with a heap of 160 MB of old space and 96 MB of young. */
const AS_DEPLOYED = {
  NODE_OPTIONS: POD_ENV.NODE_OPTIONS ?? '',
  MALLOC_MMAP_THRESHOLD_: IMAGE_ENV.MALLOC_MMAP_THRESHOLD_ ?? '',
};

const UNCOUNTED: readonly string[] = [...ORDINARY_STORES, STORES.slow, STORES.hanging];

/** A gateway in a process of its own with a small heap, in front of the hostile API, with an ordinary client beside. */
export interface AttackSite {
  /** Origin of the gateway. */
  readonly url: string;
  readonly pid: number;
  readonly ordinary: SteadyClient;
  /** Whether the gateway's process is still there. */
  isAlive(): boolean;
  /** Bytes of log so far. */
  logBytes(): number;
  /**
   * REST calls so far. Those for the ordinary client are left out, and those to stores that keep an attack waiting: they
   * may come when it is over.
   */
  calls(): Promise<number>;
  /** See {@link Facts}. */
  asset(): Promise<string>;
  /** Ends the gateway at once. */
  kill(): void;
  close(): Promise<void>;
}

export async function startAttackSite(kind: keyof typeof GATEWAYS): Promise<AttackSite> {
  const api = await startApi();
  const gateway = await startGateway(
    { ...AS_DEPLOYED, PAYNOW_API_URL: api.url, ...GATEWAYS[kind] },
    IMAGE_NODE_OPTIONS,
  );
  const { child } = gateway;
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = new URL(gateway.url).origin;
  let logBytes = 0;
  child.stdout.on('data', (text: string) => {
    logBytes += Buffer.byteLength(text);
  });
  const ordinary = startSteadyClient(url);
  let asset: Promise<string> | undefined;
  return {
    url,
    pid: child.pid as number,
    ordinary,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    logBytes: () => logBytes,
    async calls() {
      const response = await fetch(`${api.url}/counts`);
      const counts = Object.entries((await response.json()) as Readonly<Record<string, number>>);
      return counts.reduce((sum, [storeId, count]) => (UNCOUNTED.includes(storeId) ? sum : sum + count), 0);
    },
    asset() {
      asset ??= findAsset(url);
      return asset;
    },
    kill,
    async close() {
      await ordinary.close();
      process.off('exit', kill);
      kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      api.child.disconnect();
    },
  };
}

async function startApi(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = fork(new URL('./hostile-api.ts', import.meta.url), { stdio: 'inherit', execArgv: [] });
  const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
  return { url, child };
}

/** The explorer's page names its files; the largest one is the editor. */
async function findAsset(url: string): Promise<string> {
  const { text } = await sendHttp(url, { method: 'GET', headers: { accept: 'text/html' } });
  const path = /[\w./-]*assets\/graphiql-\w+\.js/.exec(text)?.[0];
  if (path === undefined) throw new Error('The explorer names no file graphiql-….js.');
  return new URL(path, `${url}/graphql`).pathname;
}
