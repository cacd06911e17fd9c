import type { AuthMode } from './auth/settings.ts';
import type { Config, DocumentsConfig } from './config.ts';
import { placeOfLimits } from './limits/limits-url.ts';
import { placeOfProxy } from './proxy.ts';

/** What a gateway says of itself when it has started. */
export interface Start {
  readonly config: Config;
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** The same for METRICS_PORT; undefined: none. */
  readonly metricsOrigin: string | undefined;
  /** Origin of the embedded sandbox; undefined: none. */
  readonly sandboxUrl: string | undefined;
  /** What it takes; undefined: nothing is known of that. */
  readonly sandboxAuthorization: string | undefined;
  readonly warnings: readonly string[];
}

const CREDENTIALS: Readonly<Record<AuthMode, string>> = {
  passthrough: "the caller's Authorization header, passed through",
  tokens: 'tokens of callers, and keys that are held here',
  both: "the caller's API key, passed through; or tokens, and keys that are held here",
};

/** The lines for people that a start prints. Each begins with two spaces, which no line of the log does. */
export function toBanner({ config, origin, metricsOrigin, sandboxUrl, sandboxAuthorization, warnings }: Start): string {
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['PayNow GraphQL gateway', `${origin}/graphql`],
    ['Explorer', config.graphiql ? `${origin}/graphql in a browser` : 'off (GRAPHIQL)'],
    ['REST API', sandboxUrl ? toSandbox(sandboxUrl, sandboxAuthorization) : toWay(config)],
    ['Credentials', CREDENTIALS[config.authMode]],
    ...toTokenRows(config),
    ...toRouterRows(config),
    ...toDocumentRows(config),
    ...(config.processes > 1 ? [['Processes', String(config.processes)] as const] : []),
    ['Limits', toLimits(config)],
    ...(config.authMode === 'passthrough' ? [] : [['Subjects', toSubjectLimits(config)] as const]),
    ['Metrics', toMetrics(config, origin, metricsOrigin)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, text]) => `  ${label.padEnd(width)}   ${text}`);
  const warned = warnings.map((warning) => `  ! ${warning}`);
  return ['', ...lines, ...(warned.length > 0 ? ['', ...warned] : []), '', ''].join('\n');
}

/** Where the sandbox is, and what it takes. A token is too long to be read here, so this says what prints one. */
function toSandbox(url: string, authorization: string | undefined): string {
  const access = authorization?.startsWith('Bearer ') ? 'token: npm run token' : `key: ${authorization}`;
  return `embedded sandbox at ${url}${authorization === undefined ? '' : `, ${access}`}`;
}

/** Where the REST API is, and through which proxy it is called. */
function toWay({ apiOrigin, proxy }: Config): string {
  return proxy ? `${apiOrigin}, through the proxy ${placeOfProxy(proxy)} (${proxy.variable})` : String(apiOrigin);
}

/** Whose tokens are taken, and where the keys are. */
function toTokenRows({ auth }: Config): readonly (readonly [string, string])[] {
  if (!auth) return [];
  const issuers =
    'file' in auth.issuers ? `as ${auth.issuers.file} says` : auth.issuers.map(({ name }) => `of ${name}`);
  return [['Tokens', String(issuers)], ...('folder' in auth.keys ? [['Keys', String(auth.keys.folder)] as const] : [])];
}

/** Whoever runs a subgraph should see at once whether anybody but the router may call it. */
function toRouterRows({ federation, routerSecrets }: Config): readonly (readonly [string, string])[] {
  const callers = routerSecrets.length > 0 ? 'only who sends a secret in x-router-secret' : 'everybody';
  const isPlain = federation === undefined && routerSecrets.length === 0;
  return [
    ...(federation ? [['Federation', 'a subgraph for a router'] as const] : []),
    ...(isPlain ? [] : [['Callers', callers] as const]),
  ];
}

const DOCUMENTS: Readonly<Record<DocumentsConfig['mode'], string>> = {
  prefer: 'any, and listed ones by their ids',
  listed: 'listed ones',
  only: 'listed ones by their ids',
};

function toDocumentRows({ documents }: Config): readonly (readonly [string, string])[] {
  return documents ? [['Documents', `${DOCUMENTS[documents.mode]}: ${documents.manifests.join(', ')}`]] : [];
}

function toLimits({ operationTimeoutMs, upstreamTimeoutMs, maxRestCalls, maxInFlight, processes }: Config): string {
  return [
    `${toSeconds(operationTimeoutMs)} and ${maxRestCalls} REST calls an operation`,
    `${toSeconds(upstreamTimeoutMs)} a call`,
    `${maxInFlight} operations in flight${processes > 1 ? ' a process' : ''}`,
  ].join(', ');
}

/** What the subject of a token may do, and where it is counted. */
function toSubjectLimits({ subjectLimits: { callsPerMinute, writesPerMinute, url }, processes }: Config): string {
  const limits = [
    callsPerMinute > 0 ? `${callsPerMinute} REST calls` : undefined,
    writesPerMinute > 0 ? `${writesPerMinute} writes` : undefined,
  ].filter((limit) => limit !== undefined);
  if (limits.length === 0) return 'no limits';
  const place = url === undefined ? (processes > 1 ? ', in each process' : '') : `, counted in ${placeOfLimits(url)}`;
  return `${limits.join(' and ')} a minute in one store${place}`;
}

function toSeconds(ms: number): string {
  return `${ms / 1000} s`;
}

function toMetrics({ routerSecrets }: Config, origin: string, metricsOrigin: string | undefined): string {
  if (metricsOrigin !== undefined) return `${metricsOrigin}/metrics`;
  return `${origin}/metrics${routerSecrets.length > 0 ? ', with a secret of ROUTER_SECRETS' : ''}`;
}
