import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { COMPOSERS } from '../compose.ts';
import { buildExecutionConfig } from './cosmo.mjs';

const PAGE = readFileSync(new URL('../../../src/deploy/federation.md', import.meta.url), 'utf8');
/** Where `install.mjs` puts what it builds. */
export const INSTALLED = fileURLToPath(new URL('installed', import.meta.url));

/**
 * Routers that are programs of their own. Each is set up with what the operator's page says of it, and with a port.
 */
export const PROGRAMS = [
  {
    name: 'Apollo Router',
    variable: 'APOLLO_ROUTER',
    executable: 'router',
    crate: ['apollo-router', '--version', '2.17.0'],
    args: ['--config', 'router.yaml', '--supergraph', 'supergraph.graphql'],
    env: { APOLLO_TELEMETRY_DISABLED: 'true' },
    filesOf: (port, subgraphs) => ({
      'router.yaml': `${settingsOf('Apollo Router')}supergraph: { listen: 127.0.0.1:${port}, path: /graphql }\n`,
      'supergraph.graphql': composeSupergraph('@apollo/composition', subgraphs),
    }),
  },
  {
    name: 'Hive Router',
    variable: 'HIVE_ROUTER',
    executable: 'hive_router',
    // 0.3 needs Rust 1.97. With the feature its build downloads no explorer of its own.
    crate: ['hive-router', '--version', '0.2.19', '--features', 'graphiql'],
    args: [],
    env: {},
    filesOf: (port, subgraphs) => ({
      'router.config.yaml': [
        settingsOf('Hive Router'),
        `http: { host: 127.0.0.1, port: ${port} }\n`,
        'supergraph: { source: file, path: supergraph.graphql }\n',
      ].join(''),
      'supergraph.graphql': composeSupergraph('@theguild/federation-composition', subgraphs),
    }),
  },
  {
    name: 'Cosmo Router',
    variable: 'COSMO_ROUTER',
    args: [],
    env: { EXECUTION_CONFIG_FILE_PATH: 'config.json', GRAPHQL_METRICS_ENABLED: 'false' },
    filesOf: (port, subgraphs) => ({
      'config.yaml': `version: "1"\nlisten_addr: 127.0.0.1:${port}\n${settingsOf('Cosmo Router')}`,
      'config.json': buildExecutionConfig(subgraphs),
    }),
  },
];

/** The executable of a program: what its variable names, or what was built here; undefined: there is none. */
export function findExecutable({ variable, executable }) {
  const named = process.env[variable];
  if (named) return named;
  const built = executable && join(INSTALLED, 'bin', executable);
  return built && existsSync(built) ? built : undefined;
}

/** The settings that the operator's page gives for a router, which are the first of its section. */
function settingsOf(name) {
  const section = PAGE.slice(PAGE.indexOf(`### ${name}\n`));
  const [, yaml] = /```yaml\n(.*?)```/s.exec(section) ?? [];
  if (yaml === undefined) throw new Error(`The page says nothing of ${name}.`);
  return yaml;
}

function composeSupergraph(composer, subgraphs) {
  const { errors, supergraphSdl } = COMPOSERS[composer](subgraphs);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return supergraphSdl;
}

/**
 * Runs a router in a folder of its own, and waits until it answers.
 *
 * @returns {Promise<{ readonly url: string, readonly close: () => Promise<void> }>}
 */
export async function startProgram(program, subgraphs, secret) {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'router-'));
  for (const [name, text] of Object.entries(program.filesOf(port, subgraphs)))
    await writeFile(join(folder, name), text);
  const child = spawn(findExecutable(program), program.args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ROUTER_SECRET: secret, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const exited = once(child, 'exit').then(() => `${program.name} ended before it answered:\n${printed}`);
  const url = `http://127.0.0.1:${port}/graphql`;
  const failure = await Promise.race([exited, untilAnswering(url)]);
  if (failure !== undefined) throw new Error(failure);
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** No router tells in one way that it is ready, so it is asked until it answers. */
async function untilAnswering(url) {
  for (;;) {
    try {
      const body = JSON.stringify({ query: '{ __typename }' });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (response.ok) return undefined;
    } catch {
      // It does not listen yet.
    }
    await sleep(50);
  }
}
