import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Aged, createAgeList } from './age-list.ts';
import { LINGER_BYTES, LINGER_MS } from './linger.ts';
import { faultAnswer, rawAnswer } from './raw-answer.ts';
import type { ServerLimits, ServerTimeouts } from './server-limits.ts';

export interface Connections {
  /** Resolves when every request is answered, its answer is sent, and none waits for its turn. */
  answered(): Promise<void>;
}

export interface ConnectionsOptions {
  readonly timeouts: Pick<ServerTimeouts, 'probes'>;
  readonly limits: Pick<ServerLimits, 'requestsAtOnce' | 'idleConnections'>;
  /** Counts a connection that is closed because there are too many without a request. */
  readonly onIdleCut: () => void;
}

/** One client's connection. */
interface Connection extends Aged<Connection> {
  readonly socket: Socket;
  /** Begun and not answered, in order. */
  readonly active: ServerResponse[];
  /** Parsed ahead of their turn, in order. */
  readonly waiting: ServerResponse[];
  /** Takes note that the answer to one of them is sent, or will never be. */
  readonly settle: () => void;
  /** Whether it stands in the list of those without a request. */
  isIdle: boolean;
  /** How many bytes had been read when it sent what is no request; it was told so and is heard no more. */
  overAt: number | undefined;
}

/**
 * Hands the requests of an HTTP server on, so that no connection can take what others need: of each so many at once, since
 * Node hands over every pipelined request as soon as it is parsed; and so many connections without a request, of which
 * the one that has had none for longest goes first.
 */
export function trackConnections(server: Server, handle: RequestListener, options: ConnectionsOptions): Connections {
  const { timeouts, limits, onIdleCut } = options;
  const connections = new WeakMap<Socket, Connection>();
  const idle = createAgeList<Connection>();
  let unanswered = 0;
  let onAnswered: (() => void) | undefined;

  function open(socket: Socket): void {
    const connection: Connection = {
      socket,
      active: [],
      waiting: [],
      settle: () => settle(connection),
      isIdle: false,
      overAt: undefined,
      older: undefined,
      younger: undefined,
    };
    connections.set(socket, connection);
    socket.on('close', () => leaveIdle(connection));
    // Node goes on reading when a request is complete or its body is wanted.
    socket.on('resume', () => {
      if (connection.waiting.length > 0) socket.pause();
    });
    socket.on('end', () => {
      if (connection.overAt !== undefined) socket.destroy();
      else if (connection.active.length > 0) probe(connection);
    });
    becomeIdle(connection);
  }

  function receive(res: ServerResponse): void {
    const connection = connections.get(res.req.socket);
    if (!connection || connection.overAt !== undefined) return;
    if (connection.active.length < limits.requestsAtOnce) begin(connection, res);
    else {
      connection.waiting.push(res);
      connection.socket.pause();
    }
  }

  function begin(connection: Connection, res: ServerResponse): void {
    leaveIdle(connection);
    connection.active.push(res);
    unanswered++;
    res.on('close', connection.settle);
    handle(res.req, res);
  }

  function settle(connection: Connection): void {
    const { socket, active, waiting } = connection;
    active.shift();
    unanswered--;
    const next = socket.destroyed ? undefined : waiting.shift();
    if (next) {
      begin(connection, next);
      if (waiting.length === 0) socket.resume();
    } else if (active.length === 0 && !socket.destroyed) becomeIdle(connection);
    if (unanswered === 0) onAnswered?.();
  }

  function becomeIdle(connection: Connection): void {
    connection.isIdle = true;
    idle.add(connection);
    if (idle.size <= limits.idleConnections || !idle.oldest) return;
    const { oldest } = idle;
    leaveIdle(oldest);
    oldest.socket.destroy();
    onIdleCut();
  }

  function leaveIdle(connection: Connection): void {
    if (!connection.isIdle) return;
    connection.isIdle = false;
    idle.remove(connection);
  }

  /**
   * Finds out whether a client that has stopped sending still reads. Both look the same, until something is sent: who is
   * gone resets the connection, and the next write says so. A client that reads takes an interim answer for what it is
   * (RFC 9110 section 15.2).
   */
  function probe({ active }: Connection): void {
    for (const delay of timeouts.probes) {
      setTimeout(() => {
        const [current] = active;
        if (current && !current.headersSent && current.req.httpVersion !== '1.0') current.writeProcessing();
      }, delay).unref();
    }
  }

  /** Answers bytes that are no request, where it is clear which answer the client waits for, and hangs up. */
  function fail(error: NodeJS.ErrnoException, socket: Socket): void {
    const connection = connections.get(socket);
    // No request is late while the gateway does not read it.
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.isPaused()) return;
    if (connection?.overAt === undefined) {
      if (connection && socket.writable && canBeTold(connection)) end(connection, faultAnswer(error.code));
      else socket.destroySoon();
    } else if (socket.bytesRead - connection.overAt > LINGER_BYTES) socket.destroy();
  }

  function end(connection: Connection, answer: string): void {
    const { socket, active } = connection;
    connection.overAt = socket.bytesRead;
    socket.end(answer);
    // What comes of its body must not be taken for whole.
    if (active.length > 0) socket.destroySoon();
    else setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }

  server.on('connection', open);
  server.on('request', (_req, res) => receive(res));
  server.on('clientError', (error, socket) => fail(error, socket as Socket));
  // The authority form of a request-target (RFC 9112 section 3.2.3). The socket is not the HTTP server's any more.
  server.on('connect', (_req, stream) => {
    const socket = stream as Socket;
    socket.on('error', () => undefined);
    const isFirst = connections.get(socket)?.active.length === 0;
    if (isFirst) socket.write(rawAnswer(400, 'This is no proxy: send the request to it, not through it.'));
    socket.destroySoon();
  });
  return {
    answered: () =>
      new Promise((resolve) => {
        onAnswered = resolve;
        if (unanswered === 0) resolve();
      }),
  };
}

/** Whether nothing is in flight but, perhaps, the request that is broken in its body and not answered. */
function canBeTold({ active, waiting }: Connection): boolean {
  const [first] = active;
  return (
    first === undefined || (active.length === 1 && waiting.length === 0 && !first.headersSent && !first.req.complete)
  );
}
