import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a proxy does with a call before it passes it on; false: it does not. */
export type Guard = (
  asked: IncomingMessage,
) => { readonly status: number; readonly headers?: Record<string, string> } | undefined;

/** A proxy for HTTP: it passes requests on, and makes tunnels. */
export interface ConnectProxy {
  /** `127.0.0.1` and its port. */
  readonly host: string;
  /** What was asked of it, as method and target: `CONNECT 127.0.0.1:443`, `GET http://…`. */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  close(): Promise<void>;
}

export async function startConnectProxy(guard: Guard = () => undefined): Promise<ConnectProxy> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  const note = (asked: IncomingMessage): void => {
    requests.push(`${asked.method} ${asked.url}`);
    headers.push(asked.headers);
  };
  const server = createServer((asked, answer) => {
    note(asked);
    const refusal = guard(asked);
    if (refusal) return void answer.writeHead(refusal.status, refusal.headers).end();
    const passedOn = request(String(asked.url), { method: asked.method, headers: asked.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passedOn.on('error', () => answer.writeHead(502).end());
    asked.pipe(passedOn);
  });
  server.on('connection', (socket) => void sockets.add(socket));
  server.on('connect', (asked: IncomingMessage, client: Socket, head: Buffer) => {
    note(asked);
    const refusal = guard(asked);
    if (refusal) {
      const lines = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
      client.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join('')}content-length: 0\r\n\r\n`);
      return;
    }
    const target = new URL(`http://${asked.url}`);
    const api = connect(Number(target.port || 80), target.hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      api.write(head);
      client.pipe(api).pipe(client);
    });
    sockets.add(api);
    api.on('error', () => client.destroy());
    client.on('error', () => api.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(close);
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests, headers, close };
}
