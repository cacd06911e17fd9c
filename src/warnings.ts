import { type Config, VARIABLE_NAMES } from './config.ts';
import { findMisspellings } from './misspellings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Settings that are allowed and that hardly anybody wants, each with what to do. */
export function findWarnings(config: Config, env: Env): readonly string[] {
  const { host, isProduction, graphiql, apiOrigin, federation, routerSecrets, documents, logLevel } = config;
  const { authMode, subjectLimits } = config;
  const { operationTimeoutMs, upstreamTimeoutMs, shutdownGraceMs } = config;
  const rules: readonly (readonly [applies: boolean, warning: string])[] = [
    [
      graphiql && !isProduction && !isLoopback(host),
      'HOST is open to the network, and so is the explorer. Set GRAPHIQL=off, or NODE_ENV=production.',
    ],
    [
      apiOrigin !== undefined && isOpenlySent(new URL(apiOrigin)),
      'PAYNOW_API_URL is not https, so API keys can be read on their way. Set an https address.',
    ],
    [
      federation !== undefined && routerSecrets.length === 0,
      'FEDERATION=on without ROUTER_SECRETS: everybody who reaches this subgraph may call it. Set ROUTER_SECRETS.',
    ],
    [
      documents === undefined && Boolean(env.DOCUMENTS_FILE?.trim()),
      'DOCUMENTS_FILE is set, and DOCUMENTS=off does not read it. Set DOCUMENTS=prefer, listed or only.',
    ],
    [
      documents !== undefined && federation !== undefined,
      'FEDERATION=on with DOCUMENTS: routers write documents of their own, which no manifest lists. Set DOCUMENTS=off.',
    ],
    [
      upstreamTimeoutMs >= operationTimeoutMs,
      'UPSTREAM_TIMEOUT_MS is not below OPERATION_TIMEOUT_MS: a call that hangs is never made again. Lower it.',
    ],
    [
      shutdownGraceMs < operationTimeoutMs,
      'SHUTDOWN_GRACE_MS is below OPERATION_TIMEOUT_MS: SIGTERM can cut operations in flight. Raise it.',
    ],
    [
      authMode === 'passthrough' && subjectLimits.url !== undefined,
      'LIMITS_URL counts the calls of tokens, and AUTH_MODE=passthrough takes none. Set AUTH_MODE=tokens.',
    ],
    [
      authMode === 'passthrough' && ['STORE_KEYS_DIR', 'ACCESS_FILE', 'TOKEN_ISSUER'].some((name) => env[name]?.trim()),
      'STORE_KEYS_DIR, ACCESS_FILE and TOKEN_ISSUER are for tokens, and AUTH_MODE=passthrough takes none. Set AUTH_MODE=tokens.',
    ],
    [logLevel === 'silent', 'LOG_LEVEL=silent: no failure is logged. Set LOG_LEVEL=error to hear of those.'],
  ];
  return [...rules.filter(([applies]) => applies).map(([, warning]) => warning), ...findTypos(env)];
}

/** Names of variables that were probably meant for the gateway, and that it does not read. */
export function findTypos(env: Env): readonly string[] {
  return findMisspellings(Object.keys(env), VARIABLE_NAMES).map(
    ({ given, meant }) => `${given} is no variable of the gateway. Did you mean ${meant}?`,
  );
}

function isOpenlySent({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Whether an address, as in a URL or without brackets, stays within this machine. */
function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
