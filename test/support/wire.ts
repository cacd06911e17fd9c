import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A whole answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What an HTTP client sends; a POST to `/graphql` unless given. */
export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Sends exactly these headers beside those that HTTP needs. */
export function sendHttp(url: string, sent: HttpRequest): Promise<WireAnswer> {
  const { method = 'POST', path = '/graphql', headers = {}, body } = sent;
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent: false }, (incoming) => {
      incoming.setEncoding('utf8');
      let text = '';
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Writes to a connection of its own what no HTTP client would send, and gives all that comes back until it is closed. */
export function sendBytes(url: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** A connection that a test writes to and reads from as it likes. */
export interface RawClient {
  readonly socket: Socket;
  /** What has come so far. */
  readonly received: () => string;
  /** Resolves when the connection is closed, with all that came. */
  readonly closed: Promise<string>;
  /** The code of what broke the connection, such as `ECONNRESET`. */
  readonly failure: () => string | undefined;
}

/** Opens a connection, which ends with the test at the latest, and sends something on it. */
export async function connectRaw(url: string, bytes: string | Buffer = ''): Promise<RawClient> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let text = '';
  let failure: string | undefined;
  socket.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code;
  });
  // Whoever half-closes for a reason of its own does not want to be closed by the other side.
  socket.on('end', () => socket.end());
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  await once(socket, 'connect');
  socket.write(bytes);
  return { socket, received: () => text, closed, failure: () => failure };
}

/** The bytes of a POST of an operation. */
export function postOf(params: object, headers: Readonly<Record<string, string>> = {}): string {
  const body = JSON.stringify(params);
  const all = {
    host: 'x',
    'content-type': 'application/json',
    authorization: 'APIKey sandbox',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST /graphql HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
