import type { OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';

/** A whole answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
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
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
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
