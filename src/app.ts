import type { Server } from 'node:http';
import type { Authenticator } from './auth/authenticator.ts';
import { type Config, ConfigError } from './config.ts';
import { printSdl } from './graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from './graphql/schema.ts';
import { openSharedCounts } from './limits/shared-counts.ts';
import { type CountedLimits, createSubjectLimits } from './limits/subject-limits.ts';
import { createKeyCredential } from './rest/credential.ts';
import { createUpstream } from './rest/upstream.ts';
import { createAdmissionControl } from './server/admission-control.ts';
import { logWrites } from './server/audit-log.ts';
import { type Authenticate, createAuthentication } from './server/authentication.ts';
import { createBodyReader } from './server/body-reader.ts';
import { createCompression } from './server/compression.ts';
import { type Metric, printMetrics } from './server/exposition.ts';
import { createGraphiql, type GraphiqlOptions } from './server/graphiql.ts';
import { createHttpServer, type HttpServer } from './server/http-server.ts';
import { createLanding } from './server/landing.ts';
import { loadCompiler } from './server/lazy-packages.ts';
import { createListener, type ListenerOptions, type Route } from './server/listener.ts';
import { type Log, readLogMetrics, toLoggable } from './server/log.ts';
import { createMetrics, type Metrics } from './server/metrics.ts';
import { createCompiler } from './server/operation/compiler.ts';
import { createDocumentCache } from './server/operation/document-cache.ts';
import { createOpenDocuments } from './server/operation/documents.ts';
import { createOperations } from './server/operation/operations.ts';
import { createPreparation, type PreparationRules } from './server/operation/prepared-document.ts';
import { createContextFactory } from './server/operation-context.ts';
import { createOperationRoute, createResponder } from './server/operation-route.ts';
import { readProcessMetrics } from './server/process-metrics.ts';
import { GRAPHQL_PATH, MAX_BODY_BYTES } from './server/request-head.ts';
import { logOperations } from './server/request-log.ts';
import { createRouterCheck } from './server/router-secret.ts';
import { createMetricsRoute, createReadyz, createSchemaRoute, livez } from './server/routes.ts';
import { createSendBuffer } from './server/send-buffer.ts';
import { SERVER_LIMITS, type ServerLimits, type ServerTimeouts, timeoutsFor } from './server/server-limits.ts';
import { createSparseLine } from './server/sparse-line.ts';
import { openTracer } from './server/tracer.ts';
import { traceOperations } from './server/traces.ts';
import { openTrustedDocuments, type TrustedDocuments } from './server/trusted-documents.ts';
import { warmUp } from './server/warm-up.ts';
import { mountYoga, YOGA_PLUGINS, type YogaPlugin } from './server/yoga.ts';

/** The gateway without its ports. */
export interface App {
  readonly server: Server;
  /** `/metrics` alone, for METRICS_PORT. */
  readonly metricsServer: Server;
  /** The gateway's own metrics and those of its process. */
  readMetrics(): Promise<readonly Metric[]>;
  /** Lets operations in. Until then, and while draining, they are refused and `/readyz` says so. */
  open(): void;
  /** Loads what the start did not wait for, so that no operation has to. */
  warmUp(): Promise<void>;
  /** Lets no more operations in, and resolves once every answer is sent. */
  drain(): Promise<void>;
  /** Closes the connections to the REST API once calls in flight are done. */
  close(): Promise<void>;
}

export interface AppDependencies {
  readonly log: Log;
  /** Origin of the REST API. */
  readonly apiOrigin: string;
  /** What the embedded sandbox takes, which the explorer may show; undefined: it is another API. */
  readonly sandboxAuthorization?: string | undefined;
  /** What takes tokens; undefined where none are taken. */
  readonly authenticator?: Authenticator | undefined;
  /** Those of `server/yoga.ts` unless given. */
  readonly plugins?: readonly YogaPlugin[];
  /** What differs from the usual, for tests. */
  readonly timeouts?: Partial<ServerTimeouts>;
  readonly limits?: Partial<ServerLimits>;
  /** Milliseconds between two looks at manifests. */
  readonly reloadMs?: number;
  /** The processes that serve the same port, where this is one of several. */
  readonly cluster?: {
    /** Which of them this one is, from 1. */
    readonly number: number;
    /** What all of them have counted, in Prometheus' text format: `/metrics` shows it at any of them. */
    readMetrics(): Promise<string>;
  };
}

/**
 * Wires the gateway together: the only place where all layers meet. It opens no port.
 *
 * @throws {ConfigError} when files that the configuration names cannot be used.
 */
export async function createApp(config: Config, dependencies: AppDependencies): Promise<App> {
  const { log, apiOrigin, sandboxAuthorization, authenticator, cluster, plugins = YOGA_PLUGINS } = dependencies;
  const schema = config.federation ? createSubgraphSchema(config.federation) : createSchema();
  const sdl = config.federation ? String(schema.extensions.sdl) : printSdl(schema);
  const { maxAnswerBytes } = config;
  const rules = {
    schema,
    introspection: config.introspection,
    budget: config.maxRestCalls,
    maxAnswerBytes,
    compiler: createCompiler({
      schema,
      leavesAreChecked: true,
      onFailure: (failure) => log.error(toLoggable(failure), 'a query could not be compiled'),
    }),
  };
  // Before anything is opened that would have to be closed.
  const trusted = await trustDocuments(config.documents, rules, dependencies);
  const maxBodyBytes = toMaxBodyBytes(config);
  const timeouts = {
    ...timeoutsFor(config.operationTimeoutMs, config.keepAliveMs, maxBodyBytes),
    ...dependencies.timeouts,
  };
  const limits = { ...SERVER_LIMITS, ...dependencies.limits };
  const admission = createAdmissionControl({ maxInFlight: config.maxInFlight });
  const bodies = createBodyReader({ timeouts, limits });
  const compression = createCompression(config.compression);
  const sendBuffer = createSendBuffer({ timeouts, limits });
  // Of the owner of an API key nothing is known, so only the subjects of tokens are limited.
  const subjectLimits = config.authMode === 'passthrough' ? undefined : openSubjectLimits(config, log);
  const upstream = createUpstream({
    origin: apiOrigin,
    proxyUrl: config.proxy?.url,
    attemptTimeoutMs: config.upstreamTimeoutMs,
    concurrency: config.upstreamConcurrency,
    subjectLimits,
    onContractDrift: (drift) => log.warn(drift, 'the REST API sent something newer than this gateway'),
  });
  const documents = trusted ?? createOpenDocuments(createDocumentCache(createPreparation(rules)));
  const operate = createOperations({
    documents,
    maxAnswerBytes,
    createContext: createContextFactory({
      upstream,
      operationTimeoutMs: config.operationTimeoutMs,
      budget: config.maxRestCalls,
      maxBulkItems: config.maxBulkItems,
      maxRepresentations: config.maxRepresentations,
      percentScale: config.percentScale,
    }),
  });
  const respond = plugins.length > 0 ? mountYoga(plugins, operate, documents, log) : createResponder(operate, log);
  const tracer = config.traces && openTracer(log);
  // The trace of a request is known before anybody else is told of it.
  const stopTracing = tracer && traceOperations(tracer, upstream, apiOrigin);
  const metrics = createMetrics({
    upstream,
    admission,
    bodies,
    compression,
    sendBuffer,
    authenticator,
    trusted,
    subjectLimits,
    tracer,
  });
  const processLabels = cluster ? { worker: String(cluster.number) } : {};
  const stopLogging = logOperations(log, upstream);
  const stopAuditing = config.auditLog ? logWrites(log, upstream) : undefined;
  const readMetrics = async (): Promise<readonly Metric[]> => [
    ...metrics.read(),
    ...readLogMetrics(log),
    ...(await readProcessMetrics(processLabels)),
  ];
  const metricsRoute = createMetricsRoute(cluster?.readMetrics ?? (async () => printMetrics([await readMetrics()])));
  const answer = createOperationRoute({
    authenticate: toAuthenticate(config.authMode, authenticator, metrics),
    respond,
    admission,
    bodies,
    maxBodyBytes,
    maxAnswerBytes,
    compression,
    sendBuffer,
    upstream,
    log,
  });
  const { authMode, documents: { mode: trustMode } = {} } = config;
  const explorer = config.graphiql
    ? createExplorer({ authMode, sandboxAuthorization, trustMode, compression: config.compression }, log)
    : undefined;
  const guard = config.routerSecrets.length > 0 ? createGuard(config.routerSecrets, metrics, log) : undefined;
  const guarded = new Map<string, Route>([
    ['/', createLanding({ ...config, apiOrigin, sandboxAuthorization })],
    [
      GRAPHQL_PATH,
      explorer
        ? (state, path) => (state.req.method !== 'POST' && explorer(state, path)) || answer(state, path)
        : answer,
    ],
  ]);
  if (config.metricsPort === undefined) guarded.set('/metrics', metricsRoute);
  if (config.introspection) guarded.set('/schema.graphql', createSchemaRoute(sdl));
  const isReady = createFirstKeys(config.authMode, authenticator);
  const otherwise = explorer ?? nothing;
  const routes = new Map<string, Route>([
    ['/livez', livez],
    ['/readyz', createReadyz(() => admission.isOpen && isReady())],
  ]);
  for (const [path, route] of guarded) routes.set(path, guard?.(route) ?? route);

  const createServer = (
    own: Pick<ListenerOptions, 'routes' | 'otherwise' | 'notFound' | 'corsOrigins'>,
  ): HttpServer => {
    const handle = createListener({ ...own, sendBuffer, metrics, log });
    return createHttpServer({ handle, timeouts, limits, log, onIdleCut: metrics.countIdleCut });
  };
  const { server, connections } = createServer({
    routes,
    otherwise: guard?.(otherwise) ?? otherwise,
    notFound: `Nothing is here: send operations to ${GRAPHQL_PATH}.`,
    corsOrigins: config.corsOrigins,
  });
  const { server: metricsServer } = createServer({
    routes: new Map([['/metrics', metricsRoute]]),
    notFound: 'Nothing is here but /metrics.',
    corsOrigins: [],
  });
  return {
    server,
    metricsServer,
    readMetrics,
    open: admission.open,
    warmUp: () => warmUp([loadCompiler], log),
    drain() {
      admission.close();
      bodies.stop();
      return connections.answered();
    },
    async close() {
      await Promise.all([upstream.close(), authenticator?.close()]);
      trusted?.close();
      subjectLimits?.close();
      metrics.stop();
      stopLogging();
      stopAuditing?.();
      stopTracing?.();
      await tracer?.close();
    },
  };
}

function openSubjectLimits({ subjectLimits: { url, ...allowance } }: Config, log: Log): CountedLimits {
  const shared =
    url === undefined
      ? undefined
      : openSharedCounts(url, {
          onUp: () => log.info('the counts of LIMITS_URL are shared'),
          onDown: (reason) => log.warn({ reason }, 'LIMITS_URL cannot be reached: each process counts by itself'),
        });
  return createSubjectLimits(allowance, shared);
}

/**
 * Finds out who calls, as AUTH_MODE says.
 *
 * @throws {TypeError} when tokens are to be taken and nothing is there to take them with: nobody falls back to keys.
 */
function toAuthenticate(
  mode: Config['authMode'],
  authenticator: Authenticator | undefined,
  { countAuthentication }: Metrics,
): Authenticate {
  if (mode === 'passthrough') return createKeyCredential;
  if (!authenticator) throw new TypeError(`AUTH_MODE=${mode} needs an authenticator.`);
  return createAuthentication({ mode, authenticator, onResult: countAuthentication });
}

/** With tokens alone, nobody can be served until the keys of an issuer are there; what comes after says nothing of that. */
function createFirstKeys(mode: Config['authMode'], authenticator: Authenticator | undefined): () => boolean {
  let isReady = mode !== 'tokens';
  return () => {
    isReady ||= authenticator?.isReady === true;
    return isReady;
  };
}

/** @throws {ConfigError} naming each fault of a manifest. */
async function trustDocuments(
  documents: Config['documents'],
  rules: PreparationRules,
  { log, reloadMs }: AppDependencies,
): Promise<TrustedDocuments | undefined> {
  if (!documents) return undefined;
  const trusted = await openTrustedDocuments({ ...documents, rules, log, ...(reloadMs !== undefined && { reloadMs }) });
  if (!('faults' in trusted)) return trusted;
  throw new ConfigError(trusted.faults.map(({ where, what }) => `DOCUMENTS_FILE: ${where}: ${what}`));
}

function createExplorer(options: Omit<GraphiqlOptions, 'onFailure'>, log: Log): Route {
  const onFailure = (error: unknown) => log.error(toLoggable(error), 'the explorer could not be loaded');
  const graphiql = createGraphiql({ ...options, onFailure });
  return ({ req, res }) => graphiql.handle(req, res);
}

/** Puts the check for a router's secret before a route. */
function createGuard(secrets: readonly string[], metrics: Metrics, log: Log): (route: Route) => Route {
  const logRefusals = createSparseLine((count) => log.warn({ count }, 'refused: no secret of ROUTER_SECRETS was sent'));
  return createRouterCheck(secrets, () => {
    metrics.countRouterRefusal();
    logRefusals();
  });
}

const nothing: Route = () => false;

/** The longest key takes 118 bytes as JSON, more where a router escapes slashes or adds spaces. */
const REPRESENTATION_BYTES = 200;

/** As many entities as a router may ask for must also fit into its request. */
function toMaxBodyBytes({ federation, maxRepresentations }: Config): number {
  return MAX_BODY_BYTES + (federation ? maxRepresentations * REPRESENTATION_BYTES : 0);
}
