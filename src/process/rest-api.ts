import { type AuthSettings, ISSUER_DEFAULTS } from '../auth/settings.ts';
import type { Config } from '../config.ts';

/** The REST API that the gateway stands before. */
export interface RestApi {
  readonly origin: string;
  /** Origin of the embedded sandbox, when it is that; undefined: it is not. */
  readonly sandboxUrl: string | undefined;
  /** With whose tokens are taken in front of the sandbox, unless that was said. */
  readonly config: Config;
  /** Ends the sandbox, if it is that. */
  close(): Promise<void>;
}

/** The configured REST API, or the embedded sandbox, started. */
export async function openRestApi(config: Config): Promise<RestApi> {
  const { apiOrigin, authMode, auth } = config;
  if (apiOrigin !== undefined) {
    return { origin: apiOrigin, sandboxUrl: undefined, config, close: async () => undefined };
  }
  // Loaded only here: a production image has neither the sandbox nor its dependencies.
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const { url, close } = await startSandbox({});
  const isLeftToSandbox = authMode !== 'passthrough' && !auth;
  return { origin: url, sandboxUrl: url, config: isLeftToSandbox ? await withSandboxAuth(config) : config, close };
}

/** The sandbox has an issuer of its own, whose tokens say what they grant. */
async function withSandboxAuth(config: Config): Promise<Config> {
  const [{ openIssuer }, { STORE_ID, EMPTY_STORE_ID }] = await Promise.all([
    import('../sandbox/issuer.ts'),
    import('../sandbox/seed-stores.ts'),
  ]);
  const { issuer, audience, keySet } = await openIssuer();
  const auth: AuthSettings = {
    issuers: [
      {
        ...ISSUER_DEFAULTS,
        name: issuer,
        audience: [audience],
        keySet: JSON.stringify(keySet),
        type: 'at+jwt',
        grants: { by: 'claims', scopes: 'scope', stores: 'stores' },
      },
    ],
    keys: { [STORE_ID]: 'sandbox', [EMPTY_STORE_ID]: 'sandbox' },
  };
  return { ...config, auth };
}
