import { createServer, type RequestListener, type Server } from 'node:http';

/** How long a connection may take for what, in milliseconds. */
export interface Patience {
  /** From the first byte of a request to the end of its head. */
  readonly head: number;
  /** From the first byte of a request to its last one. */
  readonly request: number;
  /** Without a byte moving, while an operation is executed or its answer is read. */
  readonly idle: number;
  /** Between two requests. */
  readonly keepAlive: number;
  /** How often the first two are looked at. */
  readonly check: number;
}

/**
 * 100 KB within 15 s is 55 kbit/s: whoever is slower is no client but an attempt to keep connections busy. Between two
 * requests the other side should be the first to hang up, or it may send one into a closing connection: load balancers
 * do after 60 s.
 */
const PATIENCE: Omit<Patience, 'idle'> = { head: 5000, request: 15_000, keepAlive: 65_000, check: 1000 };

/** What an answer may take to be read after the operation's own time. */
const READING_MS = 20_000;

/** @param operationTimeoutMs in which no byte may move, since the REST API is waited for. */
export function patienceFor(operationTimeoutMs: number): Patience {
  return { ...PATIENCE, idle: operationTimeoutMs + READING_MS };
}

/** Creates an HTTP server that hangs up on whoever sends or reads too slowly. */
export function createHttpServer(handle: RequestListener, patience: Patience): Server {
  const server = createServer(
    {
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.check,
      keepAliveTimeout: patience.keepAlive,
      // Two credentials or two hosts are neither of them: joined they are refused, where Node would take the first.
      joinDuplicateHeaders: true,
    },
    handle,
  );
  server.timeout = patience.idle;
  return server;
}
