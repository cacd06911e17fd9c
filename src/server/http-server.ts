import { createServer, type RequestListener, type Server } from 'node:http';
import { type Connections, trackConnections } from './connections.ts';
import { type Log, toLoggable } from './log.ts';
import type { ServerLimits, ServerTimeouts } from './server-limits.ts';
import { createSparseLine } from './sparse-line.ts';

/** Documented nowhere, and there since Node 0.1: https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js */
type HalfOpenServer = Server & { httpAllowHalfOpen?: boolean };

export interface HttpServerOptions {
  /** Answers a request. It neither throws nor rejects. */
  readonly handle: RequestListener;
  readonly timeouts: ServerTimeouts;
  readonly limits: ServerLimits;
  readonly log: Log;
  /** Counts a connection that is closed because there are too many without a request. */
  readonly onIdleCut: () => void;
}

export interface HttpServer {
  /** It listens nowhere yet. */
  readonly server: Server;
  readonly connections: Connections;
}

/** Creates an HTTP server that hangs up on whoever sends or reads too slowly. */
export function createHttpServer({ handle, timeouts, limits, log, onIdleCut }: HttpServerOptions): HttpServer {
  const server: HalfOpenServer = createServer({
    headersTimeout: timeouts.head,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.check,
    keepAliveTimeout: timeouts.keepAlive,
    // Two credentials or two hosts are neither of them: joined they are refused, where Node would take the first.
    joinDuplicateHeaders: true,
  });
  server.timeout = timeouts.idle;
  // Who has sent a request and then no more is answered all the same (RFC 9112 section 9.6).
  server.httpAllowHalfOpen = true;
  const connections = trackConnections(server, handle, { timeouts, limits, onIdleCut });
  let lastFailure: object = {};
  const logFailures = createSparseLine((count) => log.error({ count, ...lastFailure }, 'connections not accepted'));
  server.on('error', (error) => {
    // Whoever listens hears of it otherwise when the port cannot be taken.
    if (!server.listening) return;
    // No file descriptor is left, say: that client goes without, and others come later.
    lastFailure = toLoggable(error);
    logFailures();
  });
  return { server, connections };
}
