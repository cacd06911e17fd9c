import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createApp } from '../../src/app.ts';
import type { Clock } from '../../src/auth/key-set.ts';
import { readConfig, secretsOf } from '../../src/config.ts';
import { openAuthenticator } from '../../src/process/open-authenticator.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createLog } from '../../src/server/log.ts';
import type { ServerLimits, ServerTimeouts } from '../../src/server/server-limits.ts';
import type { YogaPlugin } from '../../src/server/yoga.ts';

/** The store of the sandbox that holds 250 coupons. */
export const STORE_ID = '411486491630370816';
/** The store of the sandbox that holds none. */
export const EMPTY_STORE_ID = '411486491630370817';

export interface GatewayOptions {
  readonly sandbox?: SandboxOptions;
  /** Environment variables beside `PAYNOW_API_URL`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another REST API than a sandbox of its own. */
  readonly apiUrl?: string;
  /** What differs from the usual, so that a test need not wait or send as much. */
  readonly timeouts?: Partial<ServerTimeouts>;
  readonly limits?: Partial<ServerLimits>;
  /** Milliseconds between two looks at files of keys, grants and documents. */
  readonly reloadMs?: number;
  /** What time it is for the keys of tokens. */
  readonly clock?: Clock;
  /** Those of the gateway unless given. */
  readonly plugins?: readonly YogaPlugin[];
}

/** A GraphQL answer as JSON. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly extensions?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
    readonly extensions: any;
  }[];
}

/** The whole gateway behind a real port, on a REST API behind another one. */
export interface TestGateway {
  readonly url: string;
  /** Records every request. Its data, faults and clock are the test's to change. */
  readonly sandbox: Sandbox;
  /** Everything logged so far, one JSON object a line. */
  readonly logged: () => string;
  /** Sends an operation with the sandbox's key, unless the headers say otherwise. */
  query(document: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Sends the parameters of a request as they are, with the sandbox's key unless the headers say otherwise. */
  send(params: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** How many REST calls a piece of work costs. */
  callsOf(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Starts the gateway as production wires it, in this process. */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const sandbox = await startSandbox({ record: true, ...options.sandbox });
  const apiUrl = options.apiUrl ?? sandbox.url;
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk)) as undefined) });
  const config = readConfig({ PAYNOW_API_URL: apiUrl, LOG_LEVEL: 'trace', ...options.env });
  const log = await createLog({ level: config.logLevel, secrets: secretsOf(config), destination: sink });
  const app = await createApp(config, {
    log,
    authenticator: await openAuthenticator(config, log, {
      ...(options.reloadMs !== undefined && { reloadMs: options.reloadMs }),
      ...(options.clock && { clock: options.clock }),
    }),
    apiOrigin: apiUrl,
    sandboxAuthorization: options.apiUrl === undefined ? 'APIKey sandbox' : undefined,
    ...(options.timeouts && { timeouts: options.timeouts }),
    ...(options.limits && { limits: options.limits }),
    ...(options.reloadMs !== undefined && { reloadMs: options.reloadMs }),
    ...(options.plugins && { plugins: options.plugins }),
  });
  app.open();
  const { server } = app;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: TestGateway['send'] = async (params, headers) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'APIKey sandbox', ...headers },
      body: JSON.stringify(params),
    });
    return (await response.json()) as Answer;
  };
  return {
    url,
    sandbox,
    logged: () => lines.join(''),
    send,
    query: (query, variables, headers) => send({ query, variables }, headers),
    async callsOf(work) {
      const before = sandbox.requests.length;
      await work();
      return sandbox.requests.length - before;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await app.close();
      await sandbox.close();
    },
  };
}
