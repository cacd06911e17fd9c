import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../../src/sandbox/seed-stores.ts';
import { type RunningGateway, startGateway } from '../../support/gateway-process.ts';
import { createBackend } from './backend.ts';
import { serveIdentityProvider } from './identity-provider.ts';
import { takePort } from './listen.ts';
import { PEOPLE, toAccess } from './people.ts';

export interface DashboardOptions {
  /** The page's port; any that is free unless given. */
  readonly port?: number;
  /** Calls the identity provider and the gateway for the backend. */
  readonly fetch?: typeof globalThis.fetch;
  readonly accessTokenSeconds?: number;
}

/** Everything that a dashboard needs, running. */
export interface Dashboard {
  /** The page's address, without a slash at the end. */
  readonly url: string;
  readonly issuer: string;
  readonly gateway: RunningGateway;
  readonly sandbox: Sandbox;
  /** The API key that the gateway holds. */
  readonly heldKey: string;
  /** Those that browsers talk to: of the page and of the identity provider. */
  readonly servers: readonly Server[];
  stop(): Promise<void>;
}

const AUDIENCE = 'coupons';
/** The gateway by a name of its own, as an identity provider registers what tokens are for. */
const RESOURCE = 'https://coupons.example/';

/** Starts a REST API, the gateway, an identity provider and the page with its backend. */
export async function startDashboard({ port, fetch, accessTokenSeconds }: DashboardOptions = {}): Promise<Dashboard> {
  // What has been started is stopped again, also when something that follows fails.
  await using started = new AsyncDisposableStack();
  const heldKey = randomBytes(24).toString('base64url');
  const page = started.adopt(await takePort(port), ({ close }) => close());
  const providerPort = started.adopt(await takePort(), ({ close }) => close());
  const sandbox = started.adopt(await startSandbox({ keys: [heldKey], record: true }), ({ close }) => close());
  const origin = `http://127.0.0.1:${page.number}`;
  const client = { id: 'dashboard', secret: randomBytes(24).toString('base64url'), redirectUri: `${origin}/callback` };
  const issuer = serveIdentityProvider(providerPort, {
    people: PEOPLE,
    client,
    audience: AUDIENCE,
    ...(accessTokenSeconds !== undefined && { accessTokenSeconds }),
  });

  const folder = started.adopt(mkdtempSync(join(tmpdir(), 'dashboard-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  );
  const keys = mkdtempSync(join(folder, 'keys-'));
  for (const storeId of [STORE_ID, EMPTY_STORE_ID]) writeFileSync(join(keys, storeId), heldKey, { mode: 0o600 });
  const accessFile = join(folder, 'access.json');
  writeFileSync(accessFile, JSON.stringify(toAccess(issuer, AUDIENCE), undefined, 2));
  const settings = {
    PAYNOW_API_URL: sandbox.url,
    AUTH_MODE: 'tokens',
    ACCESS_FILE: accessFile,
    STORE_KEYS_DIR: keys,
    // The page's own operations are executed, and nothing else.
    DOCUMENTS: 'only',
    DOCUMENTS_FILE: fileURLToPath(new URL('../generated/documents.json', import.meta.url)),
    LOG_LEVEL: 'warn',
  };
  const gateway = started.adopt(await startGateway(settings), ({ stop }) => stop());
  const backend = await createBackend({
    origin,
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    resource: RESOURCE,
    gateway: gateway.url,
    ...(fetch && { fetch }),
  });
  page.server.on('request', getRequestListener(backend.fetch));

  const running = started.move();
  return {
    url: origin,
    issuer,
    gateway,
    sandbox,
    heldKey,
    servers: [page.server, providerPort.server],
    stop: () => running.disposeAsync(),
  };
}
