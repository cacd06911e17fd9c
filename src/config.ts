import { findFaultsOfAccess } from './auth/access-file.ts';
import { findFaultsOfKeys } from './auth/key-folder.ts';
import { faultOfKeySet } from './auth/key-set-place.ts';
import {
  ALGORITHMS,
  type Algorithm,
  type AuthMode,
  type AuthSettings,
  ISSUER_DEFAULTS,
  type Issuer,
} from './auth/settings.ts';
import { faultOfLimitsUrl, limitsSecrets } from './limits/limits-url.ts';
import { isOneSlip } from './misspellings.ts';
import { chooseProxy, faultOfProxy, type ProxyConfig, type ProxySettings, parseProxy, proxySecrets } from './proxy.ts';

/** Everything that can be set from outside, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where `/metrics` is served; undefined: beside everything else. 0 takes a free port. */
  readonly metricsPort: number | undefined;
  /** How many processes serve the port. */
  readonly processes: number;
  /** Origin of the REST API, or undefined to start the embedded sandbox. */
  readonly apiOrigin: string | undefined;
  /** What is said of proxies. */
  readonly proxies: ProxySettings;
  /** The way to the REST API; undefined: straight. */
  readonly proxy: ProxyConfig | undefined;
  readonly isProduction: boolean;
  /** Whose credential the REST API gets. */
  readonly authMode: AuthMode;
  /** Whose tokens are taken, and where keys are; undefined: no tokens are, or the sandbox says. */
  readonly auth: AuthSettings | undefined;
  /** Whether each attempt to write is logged. */
  readonly auditLog: boolean;
  /** Milliseconds for one GraphQL operation as a whole. */
  readonly operationTimeoutMs: number;
  /** Milliseconds for one attempt of one REST call. */
  readonly upstreamTimeoutMs: number;
  /** REST calls under way at once, in each process. */
  readonly upstreamConcurrency: number;
  /** REST calls that one operation may cost. */
  readonly maxRestCalls: number;
  /** Items that one bulk mutation may have. */
  readonly maxBulkItems: number;
  /** Operations in flight at once, in each process, half of them of one caller; more are refused with 503. */
  readonly maxInFlight: number;
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
  /** Milliseconds that a connection stays open between two requests. */
  readonly keepAliveMs: number;
  /** Entities that one operation of a router may ask for. */
  readonly maxRepresentations: number;
  /** What PayNow's number for a percentage is multiplied by: a power of ten. */
  readonly percentScale: number;
  readonly federation: FederationConfig | undefined;
  /** Whoever sends none of these in `x-router-secret` is refused; empty lets everybody in. */
  readonly routerSecrets: readonly string[];
  /** Undefined: every document is executed. */
  readonly documents: DocumentsConfig | undefined;
  /** Whether answers are compressed as their clients accept it. */
  readonly compression: boolean;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  /** What the subject of a token may do in one store. */
  readonly subjectLimits: SubjectLimitsConfig;
  readonly logLevel: LogLevel;
  /** How traces are sent; undefined: none are made. The SDK reads the rest of it by itself. */
  readonly traces: TracesConfig | undefined;
  /** Milliseconds that SIGTERM waits for what is in flight. */
  readonly shutdownGraceMs: number;
}

interface SubjectLimitsConfig {
  /** 0: as many as it likes. */
  readonly callsPerMinute: number;
  readonly writesPerMinute: number;
  /** Redis or Valkey, which all replicas count in; undefined: each process counts by itself. */
  readonly url: string | undefined;
}

interface TracesConfig {
  /** As they were given, such as `authorization=Bearer%20abc`. */
  readonly headers: readonly string[];
}

/** How the gateway presents itself as a subgraph. */
interface FederationConfig {
  /** Which root fields of the supergraph are ours; `node` stands for `nodes` too. */
  readonly roots: readonly ('node' | 'store' | 'coupon')[];
  /** Which entities of other subgraphs our objects lead to. */
  readonly stubs: readonly ('product' | 'tag' | 'customer')[];
  /** Which directives ask a router to demand a signed-in caller. */
  readonly authorization: 'off' | 'authenticated' | 'scopes';
}

/** Which documents are executed. */
export interface DocumentsConfig {
  readonly mode: 'prefer' | 'listed' | 'only';
  /** Paths of manifests, and of folders of them. */
  readonly manifests: readonly string[];
}

type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

type Env = Readonly<Record<string, string | undefined>>;

/** What a variable may hold. Texts are trimmed, and an empty one counts as not given. */
interface Kind<T> {
  /** What to give, for people; completes "give …". */
  readonly expected: string;
  /** What is wrong with a text, as in "is a URL with a path"; it never repeats the text. Undefined: nothing. */
  faultOf(text: string): string | undefined;
  /** The value of a text without fault. */
  parse(text: string): T;
}

/** A variable of the environment, as the README lists it. */
export interface Variable<T = unknown> {
  readonly kind: Kind<T>;
  /** Whether other programs know it in lower case, which then counts before this. */
  readonly alsoInLowerCase?: true;
  /** What is taken when it is not given, as it would be written. */
  readonly byDefault?: string;
  /** The same with `NODE_ENV=production`, where that differs. */
  readonly inProduction?: string;
  /** What it means, in Markdown; what happens without it, where there is no default. */
  readonly meaning: string;
}

const anyText: Kind<string> = { expected: 'any text', faultOf: () => undefined, parse: (text) => text };

const host: Kind<string> = {
  expected: 'an address or a name of this machine',
  faultOf: (text) => (text.includes('/') ? 'is a URL' : undefined),
  parse: (text) => text,
};

const integer = (min: number, max: number): Kind<number> => ({
  expected: `a whole number from ${min} to ${max}`,
  faultOf(text) {
    if (text.includes('://')) return 'is a URL';
    if (Number.isNaN(Number(text))) return 'is text';
    if (!/^-?\d+$/.test(text)) return 'is a number in another notation';
    return text.startsWith('-') || Number(text) < min || Number(text) > max ? 'is a number out of range' : undefined;
  },
  parse: Number,
});

const oneOf = <T extends string>(...choices: readonly T[]): Kind<T> => ({
  expected: enumerate(choices, 'or'),
  faultOf(text) {
    const among = (word: string): boolean => choices.some((choice) => choice === word);
    if (among(text)) return undefined;
    return among(text.toLowerCase()) ? 'is not in lower case' : 'is none of the choices';
  },
  parse: (text) => text as T,
});

/** `none`, or some of the choices, which come in their order and once each. */
const someOf = <T extends string>(...choices: readonly T[]): Kind<readonly T[]> => ({
  expected: `none, or one or more of ${enumerate(choices, 'and')}, comma-separated`,
  faultOf(text) {
    const entries = splitList(text);
    if (entries.length === 0) return 'has no name in it';
    if (entries.includes('none')) return entries.length > 1 ? 'has a name beside none in it' : undefined;
    const unknown = entries.filter((entry) => !choices.some((choice) => choice === entry));
    if (unknown.length === 0) return undefined;
    const meant = [...choices, 'none'].filter((word) => unknown.some((entry) => isOneSlip(entry.toLowerCase(), word)));
    const hint = meant.length > 0 ? ` (did you mean ${enumerate(meant, 'or')}?)` : '';
    return `has ${unknown.length > 1 ? 'unknown names' : 'an unknown name'} in it${hint}`;
  },
  parse(text) {
    const entries = splitList(text);
    return choices.filter((choice) => entries.includes(choice));
  },
});

/** Texts of a list, one or more of them. */
const someTexts: Kind<readonly string[]> = {
  expected: 'one text or more, comma-separated',
  faultOf: (text) => (splitList(text).length === 0 ? 'has no text in it' : undefined),
  parse: splitList,
};

const path = (what: 'file' | 'folder'): Kind<string> => ({
  expected: `the path of a ${what}`,
  faultOf: () => undefined,
  parse: (text) => text,
});

const algorithms: Kind<readonly Algorithm[]> = {
  expected: `one or more of ${enumerate(ALGORITHMS, 'and')}, comma-separated`,
  faultOf(text) {
    const entries = splitList(text);
    if (entries.some((entry) => /^none$|^hs/i.test(entry))) return 'has an algorithm in it with which anybody can sign';
    return someOf(...ALGORITHMS).faultOf(text);
  },
  parse: someOf(...ALGORITHMS).parse,
};

const powerOfTen: Kind<number> = { ...oneOf('1', '10', '100', '1000'), parse: Number };

const onOrOff: Kind<boolean> = { ...oneOf('on', 'off'), parse: (text) => text === 'on' };

const origin: Kind<string> = {
  expected: 'an origin such as https://api.paynow.gg, without path (no /v1), user or query',
  faultOf: faultOfOrigin,
  parse: (text) => new URL(text).origin,
};

const origins: Kind<readonly string[]> = {
  expected: 'origins such as https://app.example.com, comma-separated; * is not allowed',
  faultOf(text) {
    const fault = splitList(text).map(faultOfOrigin).find(Boolean);
    return fault && `has an entry that ${fault}`;
  },
  parse: (text) => splitList(text).map((entry) => new URL(entry).origin),
};

const secrets: Kind<readonly string[]> = {
  expected: 'one secret of 16 characters or more, or two while they rotate, comma-separated',
  faultOf(text) {
    const entries = splitList(text);
    // A list of nothing but commas was meant to close a door.
    if (entries.length === 0) return 'has no secret in it';
    if (entries.length > 2) return 'has more than two secrets in it';
    return entries.some((secret) => secret.length < 16) ? 'has a secret of fewer than 16 characters in it' : undefined;
  },
  parse: splitList,
};

const proxyUrl: Kind<string> = {
  expected: 'a URL such as http://proxy.example.com:3128, with user and password where the proxy asks for them',
  faultOf: faultOfProxy,
  parse: parseProxy,
};

const paths: Kind<readonly string[]> = {
  expected: 'paths of files or of folders, comma-separated',
  faultOf: (text) => (splitList(text).length === 0 ? 'has no path in it' : undefined),
  parse: splitList,
};

const hosts: Kind<readonly string[]> = {
  expected: 'hosts such as api.example.com, .example.com or 10.0.0.1:8080, comma-separated; * for all',
  faultOf: (text) => (text.includes('://') ? 'has a URL in it' : undefined),
  parse: (text) => text.split(/[\s,]+/).filter((entry) => entry !== ''),
};

const collector: Kind<string> = {
  expected: 'a URL such as http://otel-collector:4318, without user (headers may hold a key) or query',
  faultOf: faultOfUrl,
  parse: (text) => text,
};

const headers: Kind<readonly string[]> = {
  expected: 'names and values such as authorization=Bearer%20abc, comma-separated',
  faultOf(text) {
    const isHeader = (entry: string): boolean => /^[\w!#$%&'*+.^`|~-]+\s*=/.test(entry);
    return splitList(text).every(isHeader) ? undefined : 'has an entry in it that is no name with a value';
  },
  parse: splitList,
};

const limitsUrl: Kind<string> = {
  expected: 'a URL such as redis://redis.example.com:6379, with user and password where they are asked for',
  faultOf: faultOfLimitsUrl,
  parse: (text) => text,
};

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Words as people list them: the last one after `and` or `or`. */
function enumerate(words: readonly string[], last: 'and' | 'or'): string {
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}` : words.join();
}

function faultOfOrigin(text: string): string | undefined {
  if (text === '*') return 'is a wildcard';
  return faultOfUrl(text) ?? (new URL(text).pathname === '/' ? undefined : 'is a URL with a path');
}

function faultOfUrl(text: string): string | undefined {
  if (!/^[a-z]+:\/\//i.test(text)) return 'does not begin with https:// or http://';
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, username, password, search, hash } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'is a URL of neither https nor http';
  if (username !== '' || password !== '') return 'is a URL with a user or password';
  return search !== '' || hash !== '' ? 'is a URL with a query or fragment' : undefined;
}

/** Every variable that is read: how the README lists it, and how `readConfig` takes it. */
export const VARIABLES = {
  NODE_ENV: {
    kind: anyText,
    meaning:
      '`production` asks for `PAYNOW_API_URL`, and switches `GRAPHIQL` and `INTROSPECTION` off unless they are set.',
  },
  HOST: { kind: host, byDefault: '127.0.0.1', meaning: 'Where to listen; `0.0.0.0` or `::` for the whole network.' },
  PORT: { kind: integer(0, 65_535), byDefault: '4000', meaning: '`0` takes a free port and prints it.' },
  METRICS_PORT: {
    kind: integer(0, 65_535),
    meaning: 'A port of its own for `/metrics`, which stands beside everything else without it.',
  },
  WEB_CONCURRENCY: {
    kind: integer(1, 64),
    byDefault: '1',
    meaning: 'How many processes serve the port, each on a core of its own. See [Scale](#scale).',
  },
  PAYNOW_API_URL: {
    kind: origin,
    meaning: 'Origin of the REST API. Without it the sandbox is started; required with `NODE_ENV=production`.',
  },
  HTTPS_PROXY: {
    kind: proxyUrl,
    alsoInLowerCase: true,
    meaning: 'The proxy through which an https REST API is called. Without it, the way is straight.',
  },
  HTTP_PROXY: {
    kind: proxyUrl,
    alsoInLowerCase: true,
    meaning: 'The same for one without TLS.',
  },
  NO_PROXY: {
    kind: hosts,
    alsoInLowerCase: true,
    meaning: 'Hosts that are called without a proxy all the same; a host stands for those below it, too.',
  },
  AUTH_MODE: {
    kind: oneOf('passthrough', 'tokens', 'both'),
    byDefault: 'passthrough',
    meaning:
      "`passthrough`: the caller's `Authorization: APIKey …` is forwarded, and nothing else is ever used. `tokens`: only `Authorization: Bearer <JWT>` is taken, and API keys are held here. `both`: the scheme decides, and nothing falls back. See [Tokens](#tokens).",
  },
  TOKEN_ISSUER: {
    kind: anyText,
    meaning:
      'The issuer of tokens, exactly as it stands in `iss`. Required with tokens, unless there is `ACCESS_FILE`.',
  },
  TOKEN_AUDIENCE: {
    kind: someTexts,
    meaning: 'A token must name one of them in `aud`. Required with tokens, unless there is `ACCESS_FILE`.',
  },
  TOKEN_JWKS: {
    kind: {
      expected: 'an https URL, or the path of a file',
      faultOf: faultOfKeySet,
      parse: (text: string) => text,
    },
    meaning: "Where the issuer's key set is (RFC 7517). Required with tokens, unless there is `ACCESS_FILE`.",
  },
  TOKEN_ALGORITHMS: {
    kind: algorithms,
    byDefault: ISSUER_DEFAULTS.algorithms.join(','),
    meaning: 'What tokens may be signed with.',
  },
  TOKEN_TYPE: { kind: anyText, meaning: 'What `typ` in the head of a token must be, for example `at+jwt`.' },
  TOKEN_CLOCK_TOLERANCE_S: {
    kind: integer(0, 600),
    byDefault: String(ISSUER_DEFAULTS.clockToleranceS),
    meaning: "Seconds that the issuer's clock may be apart from ours.",
  },
  TOKEN_MAX_AGE_S: {
    kind: integer(1, 31_622_400),
    byDefault: String(ISSUER_DEFAULTS.maxAgeS),
    meaning: 'Seconds after its issue at which a token is too old, whatever its `exp` says.',
  },
  TOKEN_SCOPES_CLAIM: {
    kind: anyText,
    byDefault: 'scope',
    meaning:
      'The claim with what a token grants, or a JSON Pointer into it: a list, or words with blanks between them, such as `paynow:coupons:read`.',
  },
  TOKEN_STORES_CLAIM: {
    kind: anyText,
    byDefault: 'stores',
    meaning: 'The claim with the ids of the stores in which it does, as texts; `*` stands for every store with a key.',
  },
  STORE_KEYS_DIR: {
    kind: path('folder'),
    meaning: 'A folder with one file a store, named by its id, that holds its API key. Required with tokens.',
  },
  ACCESS_FILE: {
    kind: path('file'),
    meaning:
      'A JSON file with several issuers, and grants by claims, in place of all `TOKEN_…`. See [Tokens](#tokens).',
  },
  AUDIT_LOG: {
    kind: onOrOff,
    meaning:
      'One line for each attempt to write, and for each item of a bulk mutation. On with tokens unless it is switched off, off without.',
  },
  OPERATION_TIMEOUT_MS: {
    kind: integer(1, 600_000),
    byDefault: '10000',
    meaning: 'Deadline of one operation as a whole, in ms.',
  },
  UPSTREAM_TIMEOUT_MS: {
    kind: integer(1, 600_000),
    byDefault: '4000',
    meaning: 'Deadline of one attempt of a REST call, in ms.',
  },
  UPSTREAM_CONCURRENCY: {
    kind: integer(1, 10_000),
    byDefault: '1024',
    meaning: 'REST calls under way at once, in each process, half of them of one store; more wait for their turn.',
  },
  MAX_REST_CALLS: {
    kind: integer(1, 10_000),
    byDefault: '50',
    meaning: 'REST calls that one operation may cost.',
  },
  MAX_BULK_ITEMS: {
    kind: integer(1, 1000),
    byDefault: '100',
    meaning:
      'Items that one bulk mutation may have. It makes its REST calls beside `MAX_REST_CALLS`, five at once, within `OPERATION_TIMEOUT_MS`.',
  },
  MAX_IN_FLIGHT: {
    kind: integer(1, 100_000),
    byDefault: '512',
    meaning:
      'Operations in flight at once, in each process, and half as many of one caller; more are refused with status 503.',
  },
  MAX_ANSWER_BYTES: {
    kind: integer(1024, 33_554_432),
    byDefault: '8388608',
    meaning: 'Largest answer to an operation, in bytes.',
  },
  COMPRESSION: {
    kind: onOrOff,
    byDefault: 'on',
    meaning:
      'Answers from 1 KB on are compressed as the client accepts: zstd, br, gzip. See [Compression](#compression).',
  },
  KEEP_ALIVE_MS: {
    kind: integer(1000, 3_600_000),
    byDefault: '620000',
    meaning: 'How long a connection stays open between two requests, in ms: longer than what stands in front keeps it.',
  },
  PERCENT_SCALE: {
    kind: powerOfTen,
    byDefault: '10',
    meaning: "What PayNow's number for a percentage is multiplied by: with `10`, 125 is 12.5 %.",
  },
  FEDERATION: {
    kind: onOrOff,
    byDefault: 'off',
    meaning: '`on` serves the subgraph for a federation router instead of the plain API.',
  },
  FEDERATION_ROOTS: {
    kind: someOf('node', 'store', 'coupon'),
    byDefault: 'node,store,coupon',
    meaning:
      'Which of `Query.node` (with `nodes`), `Query.store` and `Query.coupon` the subgraph has; the others are left to other subgraphs.',
  },
  FEDERATION_STUBS: {
    kind: someOf('product', 'tag', 'customer'),
    byDefault: 'none',
    meaning:
      'Which entities that other subgraphs own our objects lead to. Each needs a subgraph with that entity and its key.',
  },
  FEDERATION_AUTH: {
    kind: oneOf('off', 'authenticated', 'scopes'),
    byDefault: 'off',
    meaning: 'What the router is asked to demand of callers. Never relied on here.',
  },
  MAX_REPRESENTATIONS: {
    kind: integer(1, 100_000),
    byDefault: '1000',
    meaning: 'Entities that one operation of a router may ask for.',
  },
  ROUTER_SECRETS: {
    kind: secrets,
    meaning: 'Whoever sends none of them in `x-router-secret` gets 401. Without them everybody may call.',
  },
  DOCUMENTS: {
    kind: oneOf('off', 'prefer', 'listed', 'only'),
    byDefault: 'off',
    meaning:
      'Which documents are executed beside listed ones by their ids. See [Trusted documents](#trusted-documents).',
  },
  DOCUMENTS_FILE: {
    kind: paths,
    meaning: 'Manifests of documents, or folders of them; required unless `DOCUMENTS` is `off`.',
  },
  GRAPHIQL: { kind: onOrOff, byDefault: 'on', inProduction: 'off', meaning: 'The explorer, for browsers.' },
  INTROSPECTION: {
    kind: onOrOff,
    byDefault: 'on',
    inProduction: 'off',
    meaning: 'Whether the schema can be read: by introspection, at `/schema.graphql`, and from hints in errors.',
  },
  CORS_ORIGINS: {
    kind: origins,
    meaning: 'Whose pages may call the gateway. Without it, those of no other origin.',
  },
  SUBJECT_CALLS_PER_MINUTE: {
    kind: integer(0, 1_000_000),
    byDefault: '600',
    meaning: 'REST calls that one subject of tokens may make in one store; `0` for no limit. See [Limits](#limits).',
  },
  SUBJECT_WRITES_PER_MINUTE: {
    kind: integer(0, 1_000_000),
    byDefault: '60',
    meaning: 'How many of them may write: each item of a bulk mutation is one. `0` for no limit of their own.',
  },
  LIMITS_URL: {
    kind: limitsUrl,
    meaning:
      'Redis or Valkey, in which all replicas count together; `rediss` and `valkeys` with TLS. Without it, each process counts by itself.',
  },
  LOG_LEVEL: {
    kind: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    byDefault: 'info',
    meaning: 'The least important lines that are logged.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: collector,
    meaning: 'Where traces are sent, by OTLP over HTTP. Without it none are made. See [Traces](#traces).',
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    kind: headers,
    meaning: 'Headers that are sent along, as names and percent-encoded values.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    kind: oneOf('http/protobuf'),
    byDefault: 'http/protobuf',
    meaning: 'How they are sent: collectors take this on port 4318.',
  },
  OTEL_SDK_DISABLED: {
    kind: { ...oneOf('true', 'false'), parse: (text: string) => text === 'true' },
    byDefault: 'false',
    meaning: '`true` makes no traces whatever else is set.',
  },
  SHUTDOWN_GRACE_MS: {
    kind: integer(0, 600_000),
    byDefault: '15000',
    meaning: 'How long SIGTERM waits for what is in flight, in ms.',
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** The names under which variables are read. */
export const VARIABLE_NAMES: readonly string[] = Object.entries<Variable>(VARIABLES).flatMap(
  ([name, { alsoInLowerCase }]) => (alsoInLowerCase ? [name, name.toLowerCase()] : [name]),
);

type VariableName = keyof typeof VARIABLES;
/** What is said of tokens, where no access file does. */
const TOKEN_VARIABLES = (Object.keys(VARIABLES) as VariableName[]).filter((name) => name.startsWith('TOKEN_'));
type Value<V extends Variable> =
  | ReturnType<V['kind']['parse']>
  | (V extends { readonly byDefault: string } ? never : undefined);

type Read = <N extends VariableName>(name: N) => Value<(typeof VARIABLES)[N]>;

/** The environment holds values that cannot be used; the message lists every one of them, never its value. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Reads the configuration from environment variables. An empty variable counts as not given.
 *
 * @throws {ConfigError} listing every fault at once.
 */
export function readConfig(env: Env): Config {
  const faults = findFaults(env);
  if (faults.length > 0) throw new ConfigError(faults);

  const read: Read = (name) => {
    const text = textOf(name, env);
    return (text === undefined ? undefined : VARIABLES[name].kind.parse(text)) as never;
  };
  const authMode = read('AUTH_MODE');
  const proxies = {
    HTTPS_PROXY: read('HTTPS_PROXY'),
    HTTP_PROXY: read('HTTP_PROXY'),
    exceptions: read('NO_PROXY') ?? [],
  };
  return {
    host: read('HOST'),
    port: read('PORT'),
    metricsPort: read('METRICS_PORT'),
    processes: read('WEB_CONCURRENCY'),
    apiOrigin: read('PAYNOW_API_URL'),
    proxies,
    proxy: chooseProxy(read('PAYNOW_API_URL'), proxies),
    isProduction: isProduction(env),
    authMode,
    auth: authMode === 'passthrough' || isLeftToSandbox(env) ? undefined : readAuth(read),
    auditLog: read('AUDIT_LOG') ?? authMode !== 'passthrough',
    operationTimeoutMs: read('OPERATION_TIMEOUT_MS'),
    upstreamTimeoutMs: read('UPSTREAM_TIMEOUT_MS'),
    upstreamConcurrency: read('UPSTREAM_CONCURRENCY'),
    maxRestCalls: read('MAX_REST_CALLS'),
    maxBulkItems: read('MAX_BULK_ITEMS'),
    maxInFlight: read('MAX_IN_FLIGHT'),
    maxAnswerBytes: read('MAX_ANSWER_BYTES'),
    keepAliveMs: read('KEEP_ALIVE_MS'),
    maxRepresentations: read('MAX_REPRESENTATIONS'),
    percentScale: read('PERCENT_SCALE'),
    federation: read('FEDERATION')
      ? {
          roots: read('FEDERATION_ROOTS'),
          stubs: read('FEDERATION_STUBS'),
          authorization: read('FEDERATION_AUTH'),
        }
      : undefined,
    routerSecrets: read('ROUTER_SECRETS') ?? [],
    documents: readDocuments(read('DOCUMENTS'), read('DOCUMENTS_FILE')),
    compression: read('COMPRESSION'),
    graphiql: read('GRAPHIQL'),
    introspection: read('INTROSPECTION'),
    corsOrigins: read('CORS_ORIGINS') ?? [],
    subjectLimits: {
      callsPerMinute: read('SUBJECT_CALLS_PER_MINUTE'),
      writesPerMinute: read('SUBJECT_WRITES_PER_MINUTE'),
      url: read('LIMITS_URL'),
    },
    logLevel: read('LOG_LEVEL'),
    traces:
      read('OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined && !read('OTEL_SDK_DISABLED')
        ? { headers: read('OTEL_EXPORTER_OTLP_HEADERS') ?? [] }
        : undefined,
    shutdownGraceMs: read('SHUTDOWN_GRACE_MS'),
  };
}

/** Whose tokens are taken, where nothing is wrong with what says so. */
function readAuth(read: Read): AuthSettings {
  const file = read('ACCESS_FILE');
  const issuer = (): Issuer => ({
    name: String(read('TOKEN_ISSUER')),
    audience: read('TOKEN_AUDIENCE') ?? [],
    algorithms: read('TOKEN_ALGORITHMS'),
    keySet: String(read('TOKEN_JWKS')),
    type: read('TOKEN_TYPE'),
    clockToleranceS: read('TOKEN_CLOCK_TOLERANCE_S'),
    maxAgeS: read('TOKEN_MAX_AGE_S'),
    grants: { by: 'claims', scopes: read('TOKEN_SCOPES_CLAIM'), stores: read('TOKEN_STORES_CLAIM') },
  });
  return {
    issuers: file === undefined ? [issuer()] : { file },
    keys: { folder: String(read('STORE_KEYS_DIR')) },
  };
}

function readDocuments(
  mode: DocumentsConfig['mode'] | 'off',
  manifests: readonly string[] = [],
): DocumentsConfig | undefined {
  return mode === 'off' ? undefined : { mode, manifests };
}

/** What must never be written into a log. */
export function secretsOf({ routerSecrets, proxies, subjectLimits, traces }: Config): readonly string[] {
  const urls = [proxies.HTTPS_PROXY, proxies.HTTP_PROXY].filter((url) => url !== undefined);
  return [
    ...routerSecrets,
    ...urls.flatMap((url) => proxySecrets({ url })),
    ...(subjectLimits.url ? limitsSecrets(subjectLimits.url) : []),
    ...(traces?.headers.flatMap(headerSecrets) ?? []),
  ];
}

/** The value of a header as it is given and as it is sent, and what follows its scheme. */
function headerSecrets(header: string): readonly string[] {
  const value = header.slice(header.indexOf('=') + 1).trim();
  const sent = decodeValue(value);
  return [value, sent, sent.slice(sent.lastIndexOf(' ') + 1)];
}

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** What is wrong with which variable, and what to give instead. */
function findFaults(env: Env): readonly string[] {
  const faults = VARIABLE_NAMES.flatMap((name) => {
    const text = givenText(env[name]);
    const { kind } = VARIABLES[name.toUpperCase() as VariableName];
    const fault = text && kind.faultOf(text);
    return fault ? [`${name} ${fault}: give ${kind.expected}.`] : [];
  });
  if (isProduction(env) && givenText(env.PAYNOW_API_URL) === undefined) {
    const state = env.PAYNOW_API_URL === undefined ? 'is not set' : 'is empty';
    const { expected } = VARIABLES.PAYNOW_API_URL.kind;
    faults.push(`PAYNOW_API_URL ${state}, and NODE_ENV=production needs a REST API: give ${expected}.`);
  }
  const mode = textOf('DOCUMENTS', env) ?? 'off';
  const { kind: documents } = VARIABLES.DOCUMENTS;
  if (mode !== 'off' && !documents.faultOf(mode) && textOf('DOCUMENTS_FILE', env) === undefined) {
    const { expected } = VARIABLES.DOCUMENTS_FILE.kind;
    faults.push(`DOCUMENTS_FILE is not set, and DOCUMENTS=${mode} needs manifests: give ${expected}.`);
  }
  const port = Number(textOf('PORT', env));
  if (port !== 0 && port === Number(textOf('METRICS_PORT', env))) {
    faults.push('METRICS_PORT is the same as PORT: give another one, or 0 for any that is free.');
  }
  return [...faults, ...findAuthFaults(env)];
}

const ISSUER_VARIABLES = ['TOKEN_ISSUER', 'TOKEN_AUDIENCE', 'TOKEN_JWKS'] as const;

/** The sandbox has an issuer and a key of its own, where nothing else is named. */
function isLeftToSandbox(env: Env): boolean {
  const names = [...ISSUER_VARIABLES, 'STORE_KEYS_DIR', 'ACCESS_FILE'] as const;
  return !isProduction(env) && [...names, 'PAYNOW_API_URL' as const].every((name) => textOf(name, env) === undefined);
}

/** What tokens lack, and what is wrong with the files that they need. */
function findAuthFaults(env: Env): readonly string[] {
  const mode = textOf('AUTH_MODE', env);
  if ((mode !== 'tokens' && mode !== 'both') || isLeftToSandbox(env)) return [];
  const folder = textOf('STORE_KEYS_DIR', env);
  const file = textOf('ACCESS_FILE', env);
  const missing = (names: readonly VariableName[]): readonly string[] =>
    names
      .filter((name) => textOf(name, env) === undefined)
      .map((name) => `${name} is not set, and AUTH_MODE=${mode} needs it: give ${VARIABLES[name].kind.expected}.`);
  const given = TOKEN_VARIABLES.filter((name) => givenText(env[name]) !== undefined);
  return [
    ...missing(file === undefined ? [...ISSUER_VARIABLES, 'STORE_KEYS_DIR'] : ['STORE_KEYS_DIR']),
    ...(file === undefined ? [] : given).map(
      (name) => `${name} is set beside ACCESS_FILE, which says it: leave it out.`,
    ),
    ...(file === undefined ? [] : findFaultsOfAccess(file)).map((fault) => `ACCESS_FILE: ${fault}`),
    ...(folder === undefined ? [] : findFaultsOfKeys(folder)).map((fault) => `STORE_KEYS_DIR: ${fault}`),
  ];
}

/** What is taken for a variable: as given, or its default. */
function textOf(name: VariableName, env: Env): string | undefined {
  const { byDefault, inProduction, alsoInLowerCase }: Variable = VARIABLES[name];
  const inLowerCase = alsoInLowerCase && givenText(env[name.toLowerCase()]);
  return inLowerCase || (givenText(env[name]) ?? (isProduction(env) ? (inProduction ?? byDefault) : byDefault));
}

function givenText(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

function isProduction(env: Env): boolean {
  return givenText(env.NODE_ENV) === 'production';
}
