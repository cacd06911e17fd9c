import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands between a client and the gateway, and keeps what passes. */
export interface CountingProxy {
  readonly url: string;
  /** The parameters of every request so far. */
  readonly seen: Readonly<Record<string, unknown>>[];
  close(): void;
}

export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const seen: CountingProxy['seen'] = [];
  const server = createServer(async (req, res) => {
    const { authorization = '', accept = '', 'content-type': type = '' } = req.headers;
    const url = new URL(req.url ?? '/', target);
    const body = req.method === 'POST' ? await text(req) : undefined;
    seen.push(body === undefined ? Object.fromEntries(url.searchParams) : JSON.parse(body));
    const headers = { authorization, accept, 'content-type': type };
    const answer = await fetch(url, { method: req.method ?? 'GET', headers, ...(body !== undefined && { body }) });
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    res.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { url, seen, close: () => void server.close() };
}
