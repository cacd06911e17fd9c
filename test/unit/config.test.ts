import { describe, expect, test } from 'vitest';
import { type Config, ConfigError, readConfig, VARIABLES } from '../../src/config.ts';

type Env = Parameters<typeof readConfig>[0];

const NO_PROXY = { proxy: undefined };
const PRODUCTION = { NODE_ENV: 'production', PAYNOW_API_URL: 'https://api.paynow.gg' };

/** What the message of a refused environment lists. */
function faultsOf(env: Env): string[] {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split('\n').slice(1);
  }
  return [];
}

describe('an empty environment', () => {
  const defaults: Config = {
    host: '127.0.0.1',
    port: 4000,
    metricsPort: undefined,
    processes: 1,
    apiOrigin: undefined,
    proxies: { HTTPS_PROXY: undefined, HTTP_PROXY: undefined, exceptions: [] },
    proxy: undefined,
    isProduction: false,
    authMode: 'passthrough',
    auth: undefined,
    auditLog: false,
    operationTimeoutMs: 10_000,
    upstreamTimeoutMs: 4000,
    upstreamConcurrency: 1024,
    maxRestCalls: 50,
    maxBulkItems: 100,
    maxInFlight: 512,
    maxAnswerBytes: 8_388_608,
    keepAliveMs: 620_000,
    maxRepresentations: 1000,
    percentScale: 10,
    federation: undefined,
    routerSecrets: [],
    documents: undefined,
    compression: true,
    graphiql: true,
    introspection: true,
    corsOrigins: [],
    subjectLimits: { callsPerMinute: 600, writesPerMinute: 60, url: undefined },
    logLevel: 'info',
    traces: undefined,
    shutdownGraceMs: 15_000,
  };

  test('gives the documented defaults', () => {
    expect(readConfig({})).toEqual(defaults);
  });

  test('is what variables without a value, or of blanks only, add up to', () => {
    const names = ['HOST', 'PORT', 'PAYNOW_API_URL', 'AUTH_MODE', 'MAX_REST_CALLS', 'GRAPHIQL', 'CORS_ORIGINS'];
    for (const value of ['', '  ', '\t']) {
      expect(readConfig(Object.fromEntries(names.map((name) => [name, value])))).toEqual(defaults);
    }
  });

  test('shows neither the explorer nor the schema in production', () => {
    expect(readConfig(PRODUCTION)).toEqual({
      ...defaults,
      apiOrigin: 'https://api.paynow.gg',
      isProduction: true,
      graphiql: false,
      introspection: false,
    });
  });
});

describe('a variable', () => {
  test.each<[string, Env, Partial<Config>]>([
    ['HOST', { HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    ['PORT', { PORT: '8080' }, { port: 8080 }],
    ['PORT, any free one', { PORT: '0' }, { port: 0 }],
    ['PORT, the last', { PORT: '65535' }, { port: 65_535 }],
    ['METRICS_PORT', { METRICS_PORT: '9464' }, { metricsPort: 9464 }],
    ['METRICS_PORT, any free one', { METRICS_PORT: '0', PORT: '0' }, { metricsPort: 0 }],
    ['WEB_CONCURRENCY', { WEB_CONCURRENCY: '64' }, { processes: 64 }],
    ['PAYNOW_API_URL', { PAYNOW_API_URL: 'https://api.paynow.gg' }, { apiOrigin: 'https://api.paynow.gg' }],
    ['PAYNOW_API_URL, its slash', { PAYNOW_API_URL: 'https://api.paynow.gg/' }, { apiOrigin: 'https://api.paynow.gg' }],
    ['PAYNOW_API_URL, its port', { PAYNOW_API_URL: 'http://localhost:4010' }, { apiOrigin: 'http://localhost:4010' }],
    ['PAYNOW_API_URL, its blanks', { PAYNOW_API_URL: ' http://[::1]:4010 ' }, { apiOrigin: 'http://[::1]:4010' }],
    [
      'HTTPS_PROXY',
      { ...PRODUCTION, HTTPS_PROXY: 'http://proxy.example:3128' },
      { proxy: { variable: 'HTTPS_PROXY', url: 'http://proxy.example:3128/' } },
    ],
    [
      'HTTPS_PROXY in lower case, which counts before the other',
      { ...PRODUCTION, HTTPS_PROXY: 'http://other.example', https_proxy: 'https://me:p%40ss@proxy.example' },
      { proxy: { variable: 'HTTPS_PROXY', url: 'https://me:p%40ss@proxy.example/' } },
    ],
    [
      'HTTPS_PROXY without a scheme',
      { ...PRODUCTION, HTTPS_PROXY: 'proxy.example:3128' },
      { proxy: { variable: 'HTTPS_PROXY', url: 'http://proxy.example:3128/' } },
    ],
    ['HTTPS_PROXY for an API without TLS', { PAYNOW_API_URL: 'http://a.example', HTTPS_PROXY: 'p.example' }, NO_PROXY],
    ['HTTPS_PROXY for the sandbox', { HTTPS_PROXY: 'p.example', HTTP_PROXY: 'p.example' }, NO_PROXY],
    ['HTTP_PROXY for an API with TLS', { ...PRODUCTION, HTTP_PROXY: 'http://p.example' }, NO_PROXY],
    [
      'HTTP_PROXY',
      { PAYNOW_API_URL: 'http://a.example', HTTP_PROXY: 'http://p.example' },
      { proxy: { variable: 'HTTP_PROXY', url: 'http://p.example/' } },
    ],
    ['NO_PROXY', { ...PRODUCTION, HTTPS_PROXY: 'http://p.example', NO_PROXY: 'a.example, paynow.gg' }, NO_PROXY],
    ['NO_PROXY in lower case', { ...PRODUCTION, HTTPS_PROXY: 'http://p.example', no_proxy: '*' }, NO_PROXY],
    ['AUTH_MODE', { AUTH_MODE: 'passthrough' }, {}],
    ['OPERATION_TIMEOUT_MS', { OPERATION_TIMEOUT_MS: '1' }, { operationTimeoutMs: 1 }],
    ['UPSTREAM_TIMEOUT_MS', { UPSTREAM_TIMEOUT_MS: '600000' }, { upstreamTimeoutMs: 600_000 }],
    ['UPSTREAM_CONCURRENCY', { UPSTREAM_CONCURRENCY: '16' }, { upstreamConcurrency: 16 }],
    ['MAX_REST_CALLS', { MAX_REST_CALLS: '1' }, { maxRestCalls: 1 }],
    ['PERCENT_SCALE', { PERCENT_SCALE: '1' }, { percentScale: 1 }],
    ['MAX_REPRESENTATIONS', { MAX_REPRESENTATIONS: '7' }, { maxRepresentations: 7 }],
    ['SHUTDOWN_GRACE_MS', { SHUTDOWN_GRACE_MS: '0' }, { shutdownGraceMs: 0 }],
    ['GRAPHIQL', { GRAPHIQL: 'off' }, { graphiql: false, introspection: true }],
    ['INTROSPECTION', { INTROSPECTION: 'off' }, { graphiql: true, introspection: false }],
    ['GRAPHIQL in production', { ...PRODUCTION, GRAPHIQL: 'on' }, { graphiql: true, introspection: false }],
    ['INTROSPECTION in production', { ...PRODUCTION, INTROSPECTION: 'on' }, { graphiql: false, introspection: true }],
    ['LOG_LEVEL', { LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://a.example' }, { corsOrigins: ['https://a.example'] }],
    [
      'CORS_ORIGINS, many',
      { CORS_ORIGINS: ' https://a.example/ ,, http://localhost:3000' },
      { corsOrigins: ['https://a.example', 'http://localhost:3000'] },
    ],
    [
      'FEDERATION',
      { FEDERATION: 'on' },
      { federation: { roots: ['node', 'store', 'coupon'], stubs: [], authorization: 'off' } },
    ],
    [
      'FEDERATION_ROOTS, FEDERATION_STUBS and FEDERATION_AUTH',
      { FEDERATION: 'on', FEDERATION_ROOTS: 'none', FEDERATION_STUBS: 'product', FEDERATION_AUTH: 'scopes' },
      { federation: { roots: [], stubs: ['product'], authorization: 'scopes' } },
    ],
    [
      'FEDERATION_ROOTS and FEDERATION_STUBS in any order, with blanks and repeats',
      { FEDERATION: 'on', FEDERATION_ROOTS: 'coupon, node,', FEDERATION_STUBS: 'tag,customer , tag' },
      { federation: { roots: ['node', 'coupon'], stubs: ['tag', 'customer'], authorization: 'off' } },
    ],
    ['FEDERATION_ROOTS alone', { FEDERATION_ROOTS: 'node', FEDERATION_AUTH: 'scopes' }, { federation: undefined }],
    ['ROUTER_SECRETS', { ROUTER_SECRETS: 'a'.repeat(16) }, { routerSecrets: ['a'.repeat(16)] }],
    [
      'ROUTER_SECRETS, two',
      { ROUTER_SECRETS: `${'a'.repeat(16)}, ${'b'.repeat(40)}` },
      { routerSecrets: ['a'.repeat(16), 'b'.repeat(40)] },
    ],
    [
      'SUBJECT_CALLS_PER_MINUTE and SUBJECT_WRITES_PER_MINUTE',
      { SUBJECT_CALLS_PER_MINUTE: '1000000', SUBJECT_WRITES_PER_MINUTE: '0' },
      { subjectLimits: { callsPerMinute: 1_000_000, writesPerMinute: 0, url: undefined } },
    ],
    ...['redis://h', 'rediss://u:p%40ss@h:6380/3', 'valkey://[::1]:6379/', 'valkeys://:p@h'].map(
      (url): [string, Env, object] => ['LIMITS_URL', { LIMITS_URL: url }, { subjectLimits: { url } }],
    ),
    [
      'DOCUMENTS and DOCUMENTS_FILE',
      { DOCUMENTS: 'only', DOCUMENTS_FILE: 'a.json, folder/' },
      { documents: { mode: 'only', manifests: ['a.json', 'folder/'] } },
    ],
    ['COMPRESSION', { COMPRESSION: 'off' }, { compression: false }],
    ['DOCUMENTS_FILE alone', { DOCUMENTS_FILE: 'a.json' }, { documents: undefined }],
    ['NODE_ENV with a blank', { ...PRODUCTION, NODE_ENV: 'production ' }, { isProduction: true, graphiql: false }],
    ['NODE_ENV other than production', { NODE_ENV: 'staging' }, { isProduction: false, graphiql: true }],
  ])('is read: %s', (_id, env, expected) => {
    expect(readConfig(env)).toMatchObject(expected);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['no number', { PORT: 'http' }, 'is text'],
    ['too large', { PORT: '65536' }, 'is a number out of range'],
    ['negative', { PORT: '-1' }, 'is a number out of range'],
    ['a fraction', { PORT: '80.5' }, 'is a number in another notation'],
    ['an exponent', { PORT: '1e3' }, 'is a number in another notation'],
    ['hexadecimal', { PORT: '0x50' }, 'is a number in another notation'],
    ['other digits', { PORT: '４０００' }, 'is text'],
    ['no number for metrics', { METRICS_PORT: 'http' }, 'is text'],
    ['the same port twice', { METRICS_PORT: '4000' }, 'is the same as PORT'],
    ['zero', { OPERATION_TIMEOUT_MS: '0' }, 'is a number out of range'],
    ['too long a time', { OPERATION_TIMEOUT_MS: '600001' }, 'is a number out of range'],
    ['a unit', { UPSTREAM_TIMEOUT_MS: '4s' }, 'is text'],
    ['no process', { WEB_CONCURRENCY: '0' }, 'is a number out of range'],
    ['too many processes', { WEB_CONCURRENCY: '65' }, 'is a number out of range'],
    ['a word for processes', { WEB_CONCURRENCY: 'auto' }, 'is text'],
    ['zero calls', { MAX_REST_CALLS: '0' }, 'is a number out of range'],
    ['too many calls', { MAX_REST_CALLS: '10001' }, 'is a number out of range'],
    ['zero entities', { MAX_REPRESENTATIONS: '0' }, 'is a number out of range'],
    ['too long a grace', { SHUTDOWN_GRACE_MS: '600001' }, 'is a number out of range'],
    ['another yes', { GRAPHIQL: 'yes' }, 'is none of the choices'],
    ['another case', { INTROSPECTION: 'OFF' }, 'is not in lower case'],
    ['another mode', { AUTH_MODE: 'basic' }, 'is none of the choices'],
    ['an unknown level', { LOG_LEVEL: 'verbose' }, 'is none of the choices'],
    ['another switch', { FEDERATION: 'true' }, 'is none of the choices'],
    ['an unknown directive', { FEDERATION_AUTH: 'policy' }, 'is none of the choices'],
    ['roots of commas', { FEDERATION_ROOTS: ',' }, 'has no name in it'],
    ['an unknown root', { FEDERATION_ROOTS: 'node,orders' }, 'has an unknown name in it'],
    ['none and another', { FEDERATION_ROOTS: 'none,node' }, 'has a name beside none in it'],
    ['a plural', { FEDERATION_ROOTS: 'node,stores' }, 'has an unknown name in it (did you mean store?)'],
    ['another case', { FEDERATION_STUBS: 'Product' }, 'has an unknown name in it (did you mean product?)'],
    [
      'many slips',
      { FEDERATION_STUBS: 'prodcut,order,tags,custmer' },
      'has unknown names in it (did you mean product, tag or customer?)',
    ],
    ['no URL', { PAYNOW_API_URL: 'api.paynow.gg' }, 'does not begin with https:// or http://'],
    ['the path', { PAYNOW_API_URL: 'https://api.paynow.gg/v1' }, 'is a URL with a path'],
    ['a query', { PAYNOW_API_URL: 'https://api.paynow.gg?a=b' }, 'is a URL with a query or fragment'],
    ['a fragment', { PAYNOW_API_URL: 'https://api.paynow.gg#a' }, 'is a URL with a query or fragment'],
    ['a user', { PAYNOW_API_URL: 'https://user@api.paynow.gg' }, 'is a URL with a user or password'],
    ['a password', { PAYNOW_API_URL: 'https://:secret@api.paynow.gg' }, 'is a URL with a user or password'],
    ['another protocol', { PAYNOW_API_URL: 'ftp://api.paynow.gg' }, 'is a URL of neither https nor http'],
    ['no URL after all', { PAYNOW_API_URL: 'https://' }, 'is not a URL'],
    ['a service, as Kubernetes names it', { METRICS_PORT: 'tcp://10.0.0.1:9090' }, 'is a URL'],
    ['a URL for a host', { HOST: 'http://0.0.0.0' }, 'is a URL'],
    ['a proxy of another kind', { HTTPS_PROXY: 'socks5://proxy.example' }, 'is a URL of neither https nor http'],
    ['a proxy of another kind in lower case', { https_proxy: 'ftp://proxy' }, 'is a URL of neither https nor http'],
    ['no proxy', { HTTP_PROXY: 'http://' }, 'is not a URL'],
    ['no proxy either', { HTTP_PROXY: 'a proxy' }, 'is not a URL'],
    ['a proxy with a path', { HTTP_PROXY: 'http://proxy.example/pac' }, 'is a URL with a path'],
    ['a proxy with a query', { http_proxy: 'http://proxy.example?a' }, 'is a URL with a query or fragment'],
    [
      'a password that is not encoded',
      { HTTP_PROXY: 'http://me:100%@proxy.example' },
      'has a % in it that encodes nothing',
    ],
    ['URLs for hosts', { NO_PROXY: 'https://api.paynow.gg' }, 'has a URL in it'],
    ['every origin', { CORS_ORIGINS: '*' }, 'has an entry that is a wildcard'],
    ['every subdomain', { CORS_ORIGINS: 'https://a.example, *' }, 'has an entry that is a wildcard'],
    ['the origin of no page', { CORS_ORIGINS: 'null' }, 'has an entry that does not begin with https:// or http://'],
    ['an origin with a path', { CORS_ORIGINS: 'https://a.example/app' }, 'has an entry that is a URL with a path'],
    ['a short secret', { ROUTER_SECRETS: 'a'.repeat(15) }, 'has a secret of fewer than 16 characters in it'],
    [
      'three secrets',
      { ROUTER_SECRETS: ['a', 'b', 'c'].map((letter) => letter.repeat(16)).join() },
      'has more than two secrets in it',
    ],
    ['another way with documents', { DOCUMENTS: 'on', DOCUMENTS_FILE: 'a.json' }, 'is none of the choices'],
    ['manifests without a manifest', { DOCUMENTS_FILE: ' , ' }, 'has no path in it'],
    ['secrets without a secret', { ROUTER_SECRETS: ' , ' }, 'has no secret in it'],
    ['a negative limit', { SUBJECT_CALLS_PER_MINUTE: '-1' }, 'is a number out of range'],
    ['no number for a limit', { SUBJECT_WRITES_PER_MINUTE: 'none' }, 'is text'],
    [
      'counts at a host',
      { LIMITS_URL: 'redis:6379' },
      'does not begin with redis://, rediss://, valkey:// or valkeys://',
    ],
    [
      'a collector without a scheme',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'otel:4318' },
      'does not begin with https:// or http://',
    ],
    [
      'a collector with a user',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:secret@otel:4318' },
      'is a URL with a user or password',
    ],
    [
      'a header without a value',
      { OTEL_EXPORTER_OTLP_HEADERS: 'a=1,secret' },
      'has an entry in it that is no name with a value',
    ],
    ['traces by gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'is none of the choices'],
    ['counts in another store', { LIMITS_URL: 'memcached://h' }, 'is a URL of neither Redis nor Valkey'],
    ['counts nowhere', { LIMITS_URL: 'redis:///0' }, 'is a URL without a host'],
    ['counts at no port', { LIMITS_URL: 'redis://h:99999' }, 'is not a URL'],
    ['counts with a path', { LIMITS_URL: 'redis://h/counts' }, 'is a URL with a path that is no number of a database'],
    ['counts with a query', { LIMITS_URL: 'redis://h?tls=on' }, 'is a URL with a query or fragment'],
    [
      'counts with a password that is not encoded',
      { LIMITS_URL: 'redis://:100%@h' },
      'has a % in it that encodes nothing',
    ],
  ])('is refused once, by its name, the kind of value it has and what to give: %s', (_id, env, fault) => {
    const [name] = Object.keys(env);
    const [said, ...more] = faultsOf(env);
    expect(more).toEqual([]);
    expect(said?.startsWith(`  - ${name} ${fault}: give `), said).toBe(true);
  });
});

test.each([
  [undefined, 'is not set'],
  ['', 'is empty'],
  [' ', 'is empty'],
])('the REST API must be named in production, even by nothing but a blank: %j', (url, state) => {
  const faults = faultsOf({ NODE_ENV: 'production', PAYNOW_API_URL: url });
  expect(faults).toEqual([
    `  - PAYNOW_API_URL ${state}, and NODE_ENV=production needs a REST API: give an origin such as https://api.paynow.gg, without path (no /v1), user or query.`,
  ]);
});

test.each(['prefer', 'listed', 'only'])('documents are listed in manifests: DOCUMENTS=%s', (mode) => {
  expect(faultsOf({ DOCUMENTS: mode, DOCUMENTS_FILE: ' ' })).toEqual([
    `  - DOCUMENTS_FILE is not set, and DOCUMENTS=${mode} needs manifests: give paths of files or of folders, comma-separated.`,
  ]);
});

test('a faulty REST API in production is one fault, not two', () => {
  expect(faultsOf({ NODE_ENV: 'production', PAYNOW_API_URL: 'nonsense' })).toHaveLength(1);
});

/** Variables that may be anything, until tokens are taken. */
const ANY_TEXT = [
  'ACCESS_FILE',
  'NODE_ENV',
  'STORE_KEYS_DIR',
  'TOKEN_ISSUER',
  'TOKEN_SCOPES_CLAIM',
  'TOKEN_STORES_CLAIM',
  'TOKEN_TYPE',
];

test('all faults are listed at once, and none repeats a value', () => {
  const values = {
    AUDIT_LOG: 'c4n4ry',
    AUTH_MODE: 'c4n4ry',
    COMPRESSION: 'c4n4ry',
    CORS_ORIGINS: 'https://c4n4ry.example/x',
    DOCUMENTS: 'c4n4ry',
    DOCUMENTS_FILE: ',',
    FEDERATION: 'c4n4ry',
    FEDERATION_AUTH: 'c4n4ry',
    FEDERATION_ROOTS: 'c4n4ry',
    FEDERATION_STUBS: 'c4n4ry',
    GRAPHIQL: 'c4n4ry',
    HOST: 'http://c4n4ry',
    HTTPS_PROXY: 'http://user:c4n4ry%@example.com',
    HTTP_PROXY: 'http://user:c4n4ry@example.com/path',
    INTROSPECTION: 'c4n4ry',
    KEEP_ALIVE_MS: 'c4n4ry',
    LIMITS_URL: 'redis://user:c4n4ry@example.com/path',
    LOG_LEVEL: 'c4n4ry',
    MAX_ANSWER_BYTES: 'c4n4ry',
    MAX_BULK_ITEMS: 'c4n4ry',
    MAX_IN_FLIGHT: 'c4n4ry',
    MAX_REPRESENTATIONS: 'c4n4ry',
    MAX_REST_CALLS: 'c4n4ry',
    METRICS_PORT: 'c4n4ry',
    NO_PROXY: 'http://c4n4ry',
    OPERATION_TIMEOUT_MS: 'c4n4ry',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:c4n4ry@example.com',
    OTEL_EXPORTER_OTLP_HEADERS: 'c4n4ry',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'c4n4ry',
    OTEL_SDK_DISABLED: 'c4n4ry',
    PAYNOW_API_URL: 'https://user:c4n4ry@example.com',
    PERCENT_SCALE: 'c4n4ry',
    PORT: 'c4n4ry',
    ROUTER_SECRETS: 'c4n4ry',
    SHUTDOWN_GRACE_MS: 'c4n4ry',
    SUBJECT_CALLS_PER_MINUTE: 'c4n4ry',
    SUBJECT_WRITES_PER_MINUTE: 'c4n4ry',
    TOKEN_ALGORITHMS: 'c4n4ry',
    TOKEN_AUDIENCE: ',',
    TOKEN_CLOCK_TOLERANCE_S: 'c4n4ry',
    TOKEN_JWKS: 'https://user:c4n4ry@example.com',
    TOKEN_MAX_AGE_S: 'c4n4ry',
    UPSTREAM_CONCURRENCY: 'c4n4ry',
    UPSTREAM_TIMEOUT_MS: 'c4n4ry',
    WEB_CONCURRENCY: 'c4n4ry',
  };
  const faults = faultsOf({ NODE_ENV: 'production', ...values });
  const names = faults.map((fault) => /[A-Z_]+/.exec(fault)?.[0]);
  expect(names.toSorted()).toEqual(Object.keys(values));
  expect([...ANY_TEXT, ...Object.keys(values)].toSorted()).toEqual(Object.keys(VARIABLES).toSorted());
  expect(faults.join()).not.toContain('c4n4ry');
});
