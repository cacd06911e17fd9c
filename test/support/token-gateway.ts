import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { EMPTY_STORE_ID, type GatewayOptions, STORE_ID, startGateway, type TestGateway } from './gateway.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

/** The API key of the sandbox, which its callers never see. */
export const HELD_KEY = 'held-key-5f0c2a9e71';

export interface TokenGatewayOptions extends GatewayOptions {
  /** What the folder of keys holds: both stores with the same key unless given. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly issuer?: TokenIssuer;
  readonly mode?: 'tokens' | 'both';
  /** Grants, in place of the variables of one issuer. */
  readonly access?: (issuer: TokenIssuer) => object;
}

/** A gateway that takes tokens, with their issuer and the folder of its keys. */
export interface TokenGateway extends TestGateway {
  readonly issuer: TokenIssuer;
  readonly keysFolder: string;
  /** Empty without one. */
  readonly accessFile: string;
  /** Sends an operation with a token. */
  ask(token: string, document: string, variables?: object): ReturnType<TestGateway['query']>;
  /** Sends an operation, and gives the whole response. */
  post(authorization: string | undefined, document: string, headers?: object): Promise<Response>;
}

/** Tests send more in a minute than people do. */
const UNLIMITED = { SUBJECT_CALLS_PER_MINUTE: '0', SUBJECT_WRITES_PER_MINUTE: '0' };

/** A folder that is gone when the test is over. */
export function createFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Starts the gateway as `AUTH_MODE=tokens` wires it, and waits for the first key set. It is closed with the test. */
export async function startTokenGateway(options: TokenGatewayOptions = {}): Promise<TokenGateway> {
  const { keys = { [STORE_ID]: HELD_KEY, [EMPTY_STORE_ID]: HELD_KEY }, mode = 'tokens', access } = options;
  const issuer = options.issuer ?? (await startTokenIssuer());
  const keysFolder = createFolder(keys);
  const accessFile = access ? join(createFolder({ 'access.json': JSON.stringify(access(issuer)) }), 'access.json') : '';
  const variables = access
    ? { ACCESS_FILE: accessFile }
    : { TOKEN_ISSUER: issuer.name, TOKEN_AUDIENCE: issuer.audience, TOKEN_JWKS: issuer.url };
  const gateway = await startGateway({
    ...options,
    sandbox: { keys: [HELD_KEY], ...options.sandbox },
    env: { AUTH_MODE: mode, STORE_KEYS_DIR: keysFolder, ...variables, ...UNLIMITED, ...options.env },
  });
  onTestFinished(async () => {
    await gateway.close();
    issuer.close();
  });
  if (!issuer.answer) await vi.waitFor(async () => expectReady(await fetch(`${gateway.url}/readyz`)));
  return {
    ...gateway,
    issuer,
    keysFolder,
    accessFile,
    ask: (token, document, given) => gateway.query(document, given, { authorization: `Bearer ${token}` }),
    post: (authorization, query, headers) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization !== undefined && { authorization }),
          ...headers,
        },
        body: JSON.stringify({ query }),
      }),
  };
}

function expectReady({ status }: Response): void {
  if (status !== 200) throw new Error(`/readyz answers with ${status}.`);
}
