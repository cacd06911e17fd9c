/** Everything that can be set from outside, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where `/metrics` is served; undefined: beside everything else. 0 takes a free port. */
  readonly metricsPort: number | undefined;
  /** Origin of the REST API, or undefined to start the embedded sandbox. */
  readonly apiOrigin: string | undefined;
  readonly isProduction: boolean;
  /** Milliseconds for one GraphQL operation as a whole. */
  readonly operationTimeoutMs: number;
  /** Milliseconds for one attempt of one REST call. */
  readonly upstreamTimeoutMs: number;
  /** REST calls that one operation may cost. */
  readonly maxRestCalls: number;
  /** Operations in flight at once; more are refused with 503. */
  readonly maxInFlight: number;
  /** Entities that one operation of a router may ask for. */
  readonly maxRepresentations: number;
  readonly federation: FederationConfig | undefined;
  /** Whoever sends none of these in `x-router-secret` is refused; empty lets everybody in. */
  readonly routerSecrets: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** Milliseconds that SIGTERM waits for what is in flight. */
  readonly shutdownGraceMs: number;
}

/** How the gateway presents itself as a subgraph. */
interface FederationConfig {
  /** Whether `Query.node` and `nodes` of the supergraph are ours. */
  readonly ownsNode: boolean;
  /** Which directives ask a router to demand a signed-in caller. */
  readonly authorization: 'off' | 'authenticated' | 'scopes';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

type LogLevel = (typeof LOG_LEVELS)[number];

type Env = Readonly<Record<string, string | undefined>>;

/** The environment holds values that cannot be used; the message lists every one of them, never its value. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads the configuration from environment variables. An empty variable counts as unset.
 *
 * @throws {ConfigError} listing every fault at once.
 */
export function readConfig(env: Env): Config {
  const faults: string[] = [];
  const read = createReader(env, faults);
  const isProduction = read.text('NODE_ENV') === 'production';
  read.oneOf('AUTH_MODE', ['passthrough'], 'passthrough');
  const config: Config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.integer('PORT', 4000, 0, 65_535),
    metricsPort: read.text('METRICS_PORT') === undefined ? undefined : read.integer('METRICS_PORT', 0, 0, 65_535),
    apiOrigin: read.origin('PAYNOW_API_URL'),
    isProduction,
    operationTimeoutMs: read.integer('OPERATION_TIMEOUT_MS', 10_000, 1, 600_000),
    upstreamTimeoutMs: read.integer('UPSTREAM_TIMEOUT_MS', 4000, 1, 600_000),
    maxRestCalls: read.integer('MAX_REST_CALLS', 50, 1, 10_000),
    maxInFlight: read.integer('MAX_IN_FLIGHT', 512, 1, 100_000),
    maxRepresentations: read.integer('MAX_REPRESENTATIONS', 1000, 1, 100_000),
    federation: readFederation(read),
    routerSecrets: read.secrets('ROUTER_SECRETS'),
    graphiql: read.oneOf('GRAPHIQL', ['on', 'off'], isProduction ? 'off' : 'on') === 'on',
    introspection: read.oneOf('INTROSPECTION', ['on', 'off'], isProduction ? 'off' : 'on') === 'on',
    corsOrigins: read.origins('CORS_ORIGINS'),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    shutdownGraceMs: read.integer('SHUTDOWN_GRACE_MS', 15_000, 0, 600_000),
  };
  if (isProduction && read.text('PAYNOW_API_URL') === undefined) {
    faults.push(
      'PAYNOW_API_URL is not set: NODE_ENV=production needs the origin of the REST API, https://api.paynow.gg.',
    );
  }
  if (config.metricsPort && config.metricsPort === config.port) faults.push('METRICS_PORT must not be PORT.');
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readFederation(read: ReturnType<typeof createReader>): FederationConfig | undefined {
  const isOn = read.oneOf('FEDERATION', ['on', 'off'], 'off') === 'on';
  const ownsNode = read.oneOf('FEDERATION_NODE', ['on', 'off'], 'on') === 'on';
  const authorization = read.oneOf('FEDERATION_AUTH', ['off', 'authenticated', 'scopes'], 'off');
  return isOn ? { ownsNode, authorization } : undefined;
}

/** Reads single variables; a value that cannot be used adds to `faults` and gives the default. */
function createReader(env: Env, faults: string[]) {
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  return {
    text,

    integer(name: string, byDefault: number, min: number, max: number): number {
      const given = text(name);
      if (given === undefined) return byDefault;
      if (/^\d{1,9}$/.test(given) && Number(given) >= min && Number(given) <= max) return Number(given);
      faults.push(`${name} must be a whole number from ${min} to ${max}.`);
      return byDefault;
    },

    oneOf<T extends string>(name: string, choices: readonly T[], byDefault: NoInfer<T>): T {
      const given = text(name);
      if (given === undefined) return byDefault;
      const choice = choices.find((value) => value === given);
      if (choice === undefined) faults.push(`${name} must be one of: ${choices.join(', ')}.`);
      return choice ?? byDefault;
    },

    secrets(name: string): readonly string[] {
      const secrets = text(name)?.split(',') ?? [];
      const given = secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');
      // A list of nothing but commas was meant to close a door.
      const isHollow = secrets.length > 0 && given.length === 0;
      if (isHollow || given.length > 2 || given.some((secret) => secret.length < 16)) {
        faults.push(
          `${name} must hold one secret, or two while they rotate, comma-separated, of 16 characters or more.`,
        );
      }
      return given;
    },

    origin(name: string): string | undefined {
      const given = text(name);
      if (given === undefined) return undefined;
      const origin = toOrigin(given);
      if (origin === undefined) {
        faults.push(`${name} must be an origin such as https://api.paynow.gg, without path (no /v1), user or query.`);
      }
      return origin;
    },

    origins(name: string): readonly string[] {
      const parts = (text(name) ?? '').split(',').map((part) => part.trim());
      const given = parts.filter((part) => part !== '');
      const origins = given.map(toOrigin);
      if (origins.includes(undefined)) {
        faults.push(
          `${name} must be a comma-separated list of origins such as https://app.example.com; * is not allowed.`,
        );
      }
      return origins.filter((origin) => origin !== undefined);
    },
  };
}

function toOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  return isWeb && isBare ? url.origin : undefined;
}
