import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

/** Origin of the REST API. */
export const API_ORIGIN = read('API_ORIGIN');

/** Whether the server is to be a subgraph. */
export const IS_SUBGRAPH = process.env.FEDERATION === 'on';

/** Where to listen. */
export const PORT = Number(read('PORT'));

/** Serves with node:http alone. */
export function serve(listener: RequestListener): void {
  createServer(listener).listen(PORT, '127.0.0.1');
}

/** Reads a whole body. */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    req.on('error', reject);
  });
}

/** Sends a whole JSON answer. */
export function sendJson(res: ServerResponse, status: number, body: string | Buffer): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

function read(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}
