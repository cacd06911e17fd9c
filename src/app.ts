import type { RequestListener } from 'node:http';

import type { Config } from './config.ts';
import { printSdl } from './graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from './graphql/schema.ts';
import { createUpstream } from './rest/upstream.ts';
import { MAX_BODY_BYTES } from './server/body.ts';
import { createExecution } from './server/execution.ts';
import type { Family } from './server/exposition.ts';
import { createGraphiql } from './server/graphiql.ts';
import { createLanding } from './server/landing.ts';
import { createListener, type Route } from './server/listener.ts';
import type { Log } from './server/log.ts';
import { createMetrics } from './server/metrics.ts';
import { createMetricsListener, createMetricsRoute } from './server/metrics-route.ts';
import { readProcessMetrics } from './server/process-metrics.ts';
import { createRouterCheck } from './server/router-secret.ts';
import { createReadyz, createSchemaRoute, livez } from './server/routes.ts';
import { createTraffic } from './server/traffic.ts';

/** The gateway without its port. */
export interface App {
  readonly handle: RequestListener;
  /** `/metrics` alone, for METRICS_PORT. */
  readonly handleMetrics: RequestListener;
  /** The gateway's own metrics and those of its process. */
  readMetrics(): Promise<readonly Family[]>;
  /** Lets operations in. Until then, and while draining, they are refused and `/readyz` says so. */
  open(): void;
  /** Lets no more operations in, and resolves once none is in flight. */
  drain(): Promise<void>;
  /** Closes the connections to the REST API once calls in flight are done. */
  close(): Promise<void>;
}

export interface AppDependencies {
  readonly log: Log;
  /** Origin of the REST API. */
  readonly apiOrigin: string;
  /** Whether that is the embedded sandbox, whose key the explorer may show. */
  readonly isSandbox: boolean;
  /** The processes that serve the same port, where this is one of several. */
  readonly crew?: {
    /** Which of them this one is, from 1. */
    readonly number: number;
    /** What all of them have counted, which `/metrics` shows at any of them. */
    readMetrics(): Promise<readonly Family[]>;
  };
}

/** Wires the gateway together: the only place where all layers meet. It opens no port. */
export function createApp(config: Config, { log, apiOrigin, isSandbox, crew }: AppDependencies): App {
  const schema = config.federation ? createSubgraphSchema(config.federation) : createSchema();
  const sdl = config.federation ? String(schema.extensions.sdl) : printSdl(schema);
  const upstream = createUpstream({
    origin: apiOrigin,
    proxyUrl: config.proxy?.url,
    attemptTimeoutMs: config.upstreamTimeoutMs,
    concurrency: config.upstreamConcurrency,
    onSurprise: (surprise) => log.warn(surprise, 'the REST API sent something newer than this gateway'),
  });
  const execute = createExecution({
    schema,
    leavesAreChecked: true,
    upstream,
    operationTimeoutMs: config.operationTimeoutMs,
    maxRestCalls: config.maxRestCalls,
    maxRepresentations: config.maxRepresentations,
    introspection: config.introspection,
    log,
  });
  const traffic = createTraffic({ maxInFlight: config.maxInFlight });
  const metrics = createMetrics(upstream, traffic);
  const processLabels = crew ? { worker: String(crew.number) } : {};
  const readMetrics = async (): Promise<readonly Family[]> => [
    ...metrics.read(),
    ...(await readProcessMetrics(processLabels)),
  ];
  const metricsRoute = createMetricsRoute(crew?.readMetrics ?? readMetrics);
  const routes: Route[] = [createLanding({ ...config, apiOrigin, isSandbox })];
  if (config.metricsPort === undefined) routes.push(metricsRoute);
  if (config.introspection) routes.push(createSchemaRoute(sdl));
  if (config.graphiql) routes.push(createGraphiql({ sandbox: isSandbox }).handle);
  return {
    handle: createListener({
      openRoutes: [livez, createReadyz(() => traffic.isOpen)],
      mayEnter: config.routerSecrets.length > 0 ? createRouterCheck(config.routerSecrets) : undefined,
      routes,
      execute,
      traffic,
      metrics,
      corsOrigins: config.corsOrigins,
      maxBodyBytes: toMaxBodyBytes(config),
      log,
    }),
    handleMetrics: createMetricsListener(metricsRoute),
    readMetrics,
    open: traffic.open,
    drain: traffic.drain,
    close: () => upstream.close(),
  };
}

/** The longest key takes 118 bytes as JSON, more where a router escapes slashes or adds spaces. */
const REPRESENTATION_BYTES = 200;

/** As many entities as a router may ask for must also fit into its request. */
function toMaxBodyBytes({ federation, maxRepresentations }: Config): number {
  return MAX_BODY_BYTES + (federation ? maxRepresentations * REPRESENTATION_BYTES : 0);
}
