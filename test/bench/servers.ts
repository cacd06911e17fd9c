import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toDerivedExchanges } from './dialects/derived.ts';
import type { Dialect } from './dialects/exchange.ts';
import { toGraphqlExchanges } from './dialects/graphql.ts';
import { toHandWrittenExchanges } from './dialects/hand-written.ts';
import { idOf } from './dialects/operation.ts';
import { toRestExchanges } from './dialects/rest.ts';
import { AUTHORIZATION, createTokenEnv } from './tokens.ts';
import { DEFAULT_MAX_REST_CALLS, type Workload } from './workloads.ts';

/** A server under test. */
export interface Server {
  readonly title: string;
  readonly dialect: Dialect;
  /** What its callers send; the API key of the emulator unless given. */
  readonly authorization?: string;
  /** What Node is called with, and where; `base` is the other checkout of the gateway. */
  launch(base: string | undefined): { readonly args: readonly string[]; readonly cwd: string };
  /** Environment variables beside `PORT`. */
  env(apiOrigin: string, workload: Workload): Readonly<Record<string, string>>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** All servers that can be compared. */
export const SERVERS = {
  raw: peer('raw byte proxy', 'raw', toRestExchanges),
  'rest-json': peer('rest-json: parse, map, stringify', 'rest-json', toHandWrittenExchanges),
  ours: gateway('this gateway', () => ROOT),
  base: gateway('the other checkout of it', (base = ROOT) => resolve(base)),
  'ours-tokens': withTokens(gateway('this gateway, with tokens', () => ROOT)),
  'ours-traced': withTraces(gateway('this gateway, with traces', () => ROOT)),
  mercurius: peer('Mercurius + jit, stock', 'mercurius', toGraphqlExchanges),
  'mercurius-tuned': peer('Mercurius + jit, tuned', 'mercurius-tuned', toGraphqlExchanges),
  apollo: peer('Apollo Server + RESTDataSource', 'apollo', toGraphqlExchanges),
  omnigraph: peer('Omnigraph on Yoga', 'omnigraph', toDerivedExchanges),
  hive: {
    title: 'Hive Gateway with Mesh',
    dialect: toDerivedExchanges,
    launch: () => ({ args: ['node_modules/.bin/hive-gateway', 'supergraph'], cwd: `${HERE}hive` }),
    env: (apiOrigin) => ({ API_ORIGIN: apiOrigin, HOST: '127.0.0.1' }),
  },
} satisfies Record<string, Server>;

export type ServerName = keyof typeof SERVERS;

export function isServerName(name: string): name is ServerName {
  return Object.hasOwn(SERVERS, name);
}

function peer(title: string, name: string, dialect: Dialect): Server {
  return {
    title,
    dialect,
    launch: () => ({ args: [`servers/${name}.ts`], cwd: HERE }),
    env: (apiOrigin, { task }) => ({
      API_ORIGIN: apiOrigin,
      ...(task.kind === 'entities' && { FEDERATION: 'on' }),
    }),
  };
}

/** A gateway in production mode, started as its `npm start` does it. */
function gateway(title: string, folderOf: (base: string | undefined) => string): Server {
  return {
    title,
    dialect: toGraphqlExchanges,
    launch(base) {
      const cwd = folderOf(base);
      return { args: readStartArguments(cwd), cwd };
    },
    env: (apiOrigin, workload) => ({
      PAYNOW_API_URL: apiOrigin,
      LOG_LEVEL: 'info',
      ...(workload.task.kind === 'entities' && { FEDERATION: 'on' }),
      ...(workload.wire?.byId && { DOCUMENTS: 'only', DOCUMENTS_FILE: writeManifest(workload) }),
      // Only the curve over the number of ids asks for more than is allowed.
      ...('ids' in workload.task &&
        workload.task.ids > DEFAULT_MAX_REST_CALLS && { MAX_REST_CALLS: String(workload.task.ids * 2) }),
    }),
  };
}

/** The same for callers with tokens. */
function withTokens(server: Server): Server {
  return {
    ...server,
    authorization: AUTHORIZATION,
    env: (apiOrigin, workload) => ({ ...server.env(apiOrigin, workload), ...createTokenEnv() }),
  };
}

/** The same, with a trace of every operation, which the emulator takes. */
function withTraces(server: Server): Server {
  return {
    ...server,
    env: (apiOrigin, workload) => ({ ...server.env(apiOrigin, workload), OTEL_EXPORTER_OTLP_ENDPOINT: apiOrigin }),
  };
}

/** Writes the manifest of the documents of a workload, and gives its path. */
function writeManifest(workload: Workload): string {
  const documents = toGraphqlExchanges(workload).map(({ document }) => [idOf(document), document]);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'manifest.json');
  writeFileSync(path, JSON.stringify(Object.fromEntries(documents)));
  return path;
}

function readStartArguments(folder: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [command, ...args] = scripts.start.split(' ');
  if (command !== 'node') throw new Error('The benchmark expects `npm start` to call node.');
  return args;
}
