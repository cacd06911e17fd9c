import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { onTestFinished } from 'vitest';
import { createKeyCredential } from '../../src/rest/credential.ts';
import { createUpstream } from '../../src/rest/upstream.ts';
import { createAdmissionControl } from '../../src/server/admission-control.ts';
import { createBodyReader } from '../../src/server/body-reader.ts';
import { createCompression } from '../../src/server/compression.ts';
import { createHttpServer } from '../../src/server/http-server.ts';
import { createListener, type Route } from '../../src/server/listener.ts';
import type { Log } from '../../src/server/log.ts';
import { createMetrics, type Metrics } from '../../src/server/metrics.ts';
import { createCompiler } from '../../src/server/operation/compiler.ts';
import { createDocumentCache } from '../../src/server/operation/document-cache.ts';
import { createOpenDocuments } from '../../src/server/operation/documents.ts';
import { createOperations } from '../../src/server/operation/operations.ts';
import { createPreparation } from '../../src/server/operation/prepared-document.ts';
import { createContextFactory } from '../../src/server/operation-context.ts';
import { createOperationRoute, createResponder } from '../../src/server/operation-route.ts';
import { GRAPHQL_PATH } from '../../src/server/request-head.ts';
import { logOperations } from '../../src/server/request-log.ts';
import { createSendBuffer } from '../../src/server/send-buffer.ts';
import { SERVER_LIMITS, type ServerLimits, type ServerTimeouts, timeoutsFor } from '../../src/server/server-limits.ts';

export interface ServerOptions {
  readonly log: Log;
  /** What operations are executed on; none are without it. */
  readonly schema?: GraphQLSchema;
  /** Other routes by their paths. */
  readonly routes?: Readonly<Record<string, Route>>;
}

/** The HTTP server of the gateway on another schema, or with other routes, in front of no REST API. */
export async function startServer({ log, schema, routes = {} }: ServerOptions): Promise<{
  readonly url: string;
  readonly metrics: Metrics;
}> {
  const upstream = createUpstream({ origin: 'http://127.0.0.1:9', attemptTimeoutMs: 1000 });
  const timeouts = timeoutsFor(1000, 60_000, 1024);
  const admission = createAdmissionControl({ maxInFlight: 10 });
  admission.open();
  const bodies = createBodyReader({ timeouts, limits: SERVER_LIMITS });
  const compression = createCompression(true);
  const sendBuffer = createSendBuffer({ timeouts, limits: SERVER_LIMITS });
  const metrics = createMetrics({ upstream, admission, bodies, compression, sendBuffer, authenticator: undefined });
  const stopLogging = logOperations(log, upstream);
  const all = new Map(Object.entries(routes));
  if (schema) {
    const maxAnswerBytes = 1024 * 1024;
    const budget = 1;
    const compiler = createCompiler({
      schema,
      leavesAreChecked: false,
      onFailure: (failure) => {
        throw failure;
      },
    });
    const rules = { schema, introspection: true, budget, maxAnswerBytes, compiler };
    const prepare = createDocumentCache(createPreparation(rules));
    const operate = createOperations({
      documents: createOpenDocuments(prepare),
      maxAnswerBytes,
      createContext: createContextFactory({
        upstream,
        operationTimeoutMs: 1000,
        budget,
        maxBulkItems: 100,
        maxRepresentations: 1,
        percentScale: 10,
      }),
    });
    const respond = createResponder(operate, log);
    const options = {
      authenticate: createKeyCredential,
      respond,
      admission,
      bodies,
      maxBodyBytes: 10_000,
      maxAnswerBytes,
      compression,
      sendBuffer,
      upstream,
      log,
    };
    all.set(GRAPHQL_PATH, createOperationRoute(options));
  }
  const handle = createListener({
    routes: all,
    notFound: 'Nothing is here.',
    corsOrigins: [],
    sendBuffer,
    metrics,
    log,
  });
  const { server } = createHttpServer({ handle, timeouts, limits: SERVER_LIMITS, log, onIdleCut: () => undefined });
  onTestFinished(async () => {
    await upstream.close();
    metrics.stop();
    stopLogging();
  });
  return { url: await listen(server), metrics };
}

/** The HTTP server of the gateway around any listener. */
export async function startHttpServer(
  handle: RequestListener,
  log: Log,
  given: { readonly timeouts?: Partial<ServerTimeouts>; readonly limits?: Partial<ServerLimits> } = {},
): Promise<{ readonly url: string; readonly server: Server }> {
  const timeouts = { ...timeoutsFor(1000, 60_000, 1024), ...given.timeouts };
  const limits = { ...SERVER_LIMITS, ...given.limits };
  const { server } = createHttpServer({ handle, timeouts, limits, log, onIdleCut: () => undefined });
  return { url: await listen(server), server };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
