import { type AuthSettings, ISSUER_DEFAULTS } from '../auth/settings.ts';
import type { Config } from '../config.ts';

/** The API key that the sandbox lets in. */
const SANDBOX_KEY = 'sandbox';

/** The REST API that the gateway stands before. */
export interface RestApi {
  readonly origin: string;
  /** Origin of the embedded sandbox, when it is that; undefined: it is not. */
  readonly sandboxUrl: string | undefined;
  /** With whose tokens are taken in front of the sandbox, unless that was said. */
  readonly config: Config;
  /**
   * An Authorization header that the gateway takes in front of the embedded sandbox. It is public, as all of the sandbox
   * is. Undefined: none is known.
   */
  readonly sandboxAuthorization: string | undefined;
  /** Ends the sandbox, if it is that. */
  close(): Promise<void>;
}

/** The configured REST API, or the embedded sandbox, started. */
export async function openRestApi(config: Config): Promise<RestApi> {
  const { apiOrigin } = config;
  if (apiOrigin !== undefined) {
    const close = async (): Promise<void> => undefined;
    return { origin: apiOrigin, sandboxUrl: undefined, config, sandboxAuthorization: undefined, close };
  }
  // Loaded only here: a production image has neither the sandbox nor its dependencies.
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const { url, close } = await startSandbox({});
  return { origin: url, sandboxUrl: url, ...(await openSandboxAccess(config)), close };
}

/** How the sandbox is entered: with its key, or with a token of its own issuer unless another one is named. */
async function openSandboxAccess(config: Config): Promise<Pick<RestApi, 'config' | 'sandboxAuthorization'>> {
  const { authMode, auth } = config;
  if (authMode === 'passthrough' || auth) {
    return { config, sandboxAuthorization: authMode === 'tokens' ? undefined : `APIKey ${SANDBOX_KEY}` };
  }
  const [{ FULL_GRANT, openIssuer }, { STORE_ID, EMPTY_STORE_ID }] = await Promise.all([
    import('../sandbox/issuer.ts'),
    import('../sandbox/seed-stores.ts'),
  ]);
  const { issuer, audience, keySet, maxAgeS, sign } = await openIssuer();
  const sandboxAuth: AuthSettings = {
    issuers: [
      {
        ...ISSUER_DEFAULTS,
        name: issuer,
        audience: [audience],
        keySet: JSON.stringify(keySet),
        type: 'at+jwt',
        maxAgeS,
        grants: { by: 'claims', scopes: 'scope', stores: 'stores' },
      },
    ],
    keys: { [STORE_ID]: SANDBOX_KEY, [EMPTY_STORE_ID]: SANDBOX_KEY },
  };
  return { config: { ...config, auth: sandboxAuth }, sandboxAuthorization: `Bearer ${await sign(FULL_GRANT)}` };
}
