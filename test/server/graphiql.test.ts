import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import workerThreads from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildSchema, getVariableValues, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { workedOperations } from '../../src/server/graphiql/operations.ts';
import type { HeadersOptions } from '../../src/server/graphiql/page.ts';
import { createGraphiql } from '../../src/server/graphiql.ts';
import { startGateway } from '../support/gateway.ts';

const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

let server: Server;
let origin: string;

beforeAll(async () => {
  [server, origin] = await serve({ authMode: 'passthrough', sandboxAuthorization: 'APIKey sandbox' });
});
afterAll(() => void server.close());

async function serve(
  headers: HeadersOptions,
  onFailure = vi.fn<(error: unknown) => void>(),
): Promise<[Server, string]> {
  const graphiql = createGraphiql({ ...headers, trustMode: undefined, compression: true, onFailure });
  const started = createServer((incoming, outgoing) => {
    if (!graphiql.handle(incoming, outgoing)) outgoing.writeHead(418).end('next in line');
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return [started, `http://127.0.0.1:${(started.address() as AddressInfo).port}`];
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { statusCode, headers: answered, body } = await request(origin + path, { headers, method });
  return { status: statusCode, headers: answered, bytes: Buffer.from(await body.arrayBuffer()) };
}

const openPage = async (path = '/graphql'): Promise<string> =>
  (await get(path, { accept: browserAccept })).bytes.toString();

/** Where a browser that shows the page at `address` looks for its assets. */
const linkedPaths = (html: string, address = '/graphql'): string[] => {
  const links = [...html.matchAll(/[^"'\\]*\/assets\/[\w.-]+/g)].map(([link]) => link);
  return [...new Set(links)].map((link) => new URL(link, origin + address).pathname);
};

/** Sends so many requests at once on one connection, reads all answers, and looks at the memory meanwhile, in MB. */
async function pipeline(method: string, path: string, count: number): Promise<{ bytes: number; growth: number }> {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 2 ** 20;
  };
  const before = used();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, used());
  }, 1);
  const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n`;
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    // One buffer for all that comes, so that what is read takes no memory.
    const callback = (length: number) => {
      bytes += length;
      return true;
    };
    const onread = { buffer: Buffer.alloc(64 * 1024), callback };
    const socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', onread });
    socket.on('close', () => resolve());
    socket.on('error', reject);
    socket.write(`${`${head}\r\n`.repeat(count - 1)}${head}Connection: close\r\n\r\n`);
  });
  clearInterval(look);
  return { bytes, growth: most - before };
}

describe('the page', () => {
  it('is what a browser gets, with or without an operation in the address', async () => {
    for (const path of ['/graphql', '/graphql?query=%7B__typename%7D']) {
      const { status, headers, bytes } = await get(path, { accept: browserAccept });
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(bytes.toString()).toContain('<title>PayNow GraphQL</title>');
    }
  });

  test.each([
    ['anything', { accept: '*/*' }],
    ['nothing', {}],
    ['JSON', { accept: 'application/json' }],
    ['JSON before HTML', { accept: 'application/graphql-response+json, text/html;q=0.5' }],
    ['JSON as much as HTML, and names it first', { accept: 'application/json, text/html' }],
    ['HTML and JSON, which weighs more', { accept: 'text/html;q=0.9, application/json' }],
    ['no HTML', { accept: 'text/html;q=0, */*' }],
  ])('is not for a client that asks for %s', async (_, headers) => {
    expect((await get('/graphql?query=%7B__typename%7D', headers)).status).toBe(418);
  });

  it('answers HEAD with the headers only', async () => {
    const { status, headers, bytes } = await get('/graphql', { accept: browserAccept }, 'HEAD');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
    expect(bytes).toHaveLength(0);
  });

  it('is not the answer to a POST, nor to another path', async () => {
    expect((await get('/graphql', { accept: browserAccept }, 'POST')).status).toBe(418);
    expect((await get('/graphqlx', { accept: browserAccept })).status).toBe(418);
    expect((await get('/', { accept: browserAccept })).status).toBe(418);
  });

  it('names no other host and runs no inline script', async () => {
    const html = await openPage();
    expect(html).not.toMatch(/(?:https?:)?\/\/[\w.-]+\.[a-z]{2,}/i);
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/ src="\.\/|type="application\/json"/);
    expect(html).not.toMatch(/ on\w+=/);
  });

  it('finds its assets wherever a proxy puts it', async () => {
    const html = await openPage();
    const paths = linkedPaths(html);
    expect(linkedPaths(html, '/paynow/graphql')).toEqual(paths.map((path) => `/paynow${path}`));
    expect(html).not.toMatch(/(?:href|src)="(?!\.\/)/);
  });

  it('forbids the browser every other host', async () => {
    const html = await openPage();
    for (const path of ['/graphql', ...linkedPaths(html)]) {
      const policy = String((await get(path, { accept: browserAccept })).headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval|blob:/);
    }
  });

  it('is asked for again each time, and answers 304 while it is the same', async () => {
    const { headers } = await get('/graphql', { accept: browserAccept });
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers.vary).toBe('accept, accept-encoding');
    const again = await get('/graphql', { accept: browserAccept, 'if-none-match': String(headers.etag) });
    expect(again.status).toBe(304);
    expect(again.bytes).toHaveLength(0);
  });

  it.each<[string, HeadersOptions, note: string, header: string]>([
    [
      'the public key of the sandbox',
      { authMode: 'passthrough', sandboxAuthorization: 'APIKey sandbox' },
      "The sandbox's key",
      'APIKey sandbox',
    ],
    [
      'a token for the sandbox',
      { authMode: 'tokens', sandboxAuthorization: 'Bearer a.b.c' },
      "A token of the sandbox's own issuer",
      'Bearer a.b.c',
    ],
    ['no key', { authMode: 'passthrough', sandboxAuthorization: undefined }, 'Put your PayNow API key', 'APIKey '],
    [
      'no token',
      { authMode: 'tokens', sandboxAuthorization: undefined },
      'Put a token of your identity provider',
      'Bearer ',
    ],
    [
      'neither',
      { authMode: 'both', sandboxAuthorization: undefined },
      'or write \\"APIKey \\" and your PayNow API key',
      'Bearer ',
    ],
  ])('fills in %s', async (_what, headers, note, header) => {
    const [other, address] = await serve(headers);
    const { body } = await request(`${address}/graphql`, { headers: { accept: browserAccept } });
    const html = await body.text();
    other.close();
    expect(html).toContain(note);
    expect(html).toContain(`\\"Authorization\\": \\"${header}\\"`);
  });
});

it('says what to do when its files cannot be packed, reports why, and has them for the next browser', async () => {
  const { Worker } = workerThreads;
  const failure = 'no memory for the files';
  workerThreads.Worker = class extends Worker {
    constructor() {
      super(`throw new Error('${failure}')`, { eval: true });
    }
  };
  syncBuiltinESMExports();
  const onFailure = vi.fn();
  const [failing, address] = await serve(
    { authMode: 'passthrough', sandboxAuthorization: 'APIKey sandbox' },
    onFailure,
  );
  onTestFinished(() => void failing.close());
  const first = await request(`${address}/graphql`, { headers: { accept: browserAccept } });
  workerThreads.Worker = Worker;
  syncBuiltinESMExports();
  expect(first.statusCode).toBe(500);
  expect(await first.body.text()).toContain('Load the page again');
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: failure }));

  const second = await request(`${address}/graphql`, { headers: { accept: browserAccept } });
  expect(second.statusCode).toBe(200);
  await second.body.dump();
});

describe('the assets', () => {
  it('come compressed, hold the same bytes in every coding, and may be cached for ever', async () => {
    const paths = linkedPaths(await openPage());
    expect(paths).toHaveLength(8);
    let total = 0;
    for (const path of paths) {
      const [br, zipped, plain] = await Promise.all([
        get(path, { 'accept-encoding': 'gzip, deflate, br, zstd' }),
        get(path, { 'accept-encoding': 'gzip' }),
        get(path),
      ]);
      expect(br.headers).toMatchObject({
        'content-encoding': 'br',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      expect(zipped.headers['content-encoding']).toBe('gzip');
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(path).toMatch(/-[0-9a-f]{16}\.(js|css|svg)$/);
      expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true);
      expect(gunzipSync(zipped.bytes).equals(plain.bytes)).toBe(true);
      total += br.bytes.length;
    }
    expect(total).toBeLessThan(2.5e6);
  });

  it('answer 304 to a tag they gave', async () => {
    for (const path of linkedPaths(await openPage())) {
      const { headers } = await get(path, { 'accept-encoding': 'br' });
      const held = { 'accept-encoding': 'br', 'if-none-match': String(headers.etag) };
      expect((await get(path, held)).status).toBe(304);
      expect((await get(path, held, 'HEAD')).status).toBe(304);
    }
  });

  it.each([
    ['the tag', (tag: string) => tag, 304],
    ['the tag made weak by a proxy', (tag: string) => `W/${tag}`, 304],
    ['a list with the tag', (tag: string) => `"a", W/"b,c" ,${tag}`, 304],
    ['any tag', () => '*', 304],
    ['another tag', () => '"0000000000000000-identity"', 200],
    ['the tag without its quotes', (tag: string) => tag.replaceAll('"', ''), 200],
    ['a tag that holds it', (tag: string) => `"x${tag.slice(1)}`, 200],
    ['the tag of another coding', (tag: string) => tag.replace('identity', 'br'), 200],
    ['nothing but commas', () => ',,,', 200],
  ])('answer a client that holds %s', async (_what, toHeader, status) => {
    const [path = ''] = linkedPaths(await openPage());
    const { headers } = await get(path);
    const answer = await get(path, { 'if-none-match': toHeader(String(headers.etag)) });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe(headers.etag);
    expect(answer.bytes.length > 0).toBe(status === 200);
  });

  it.each([
    ['br;q=0, gzip', 'gzip'],
    ['BR', 'br'],
    ['*', 'br'],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['deflate', undefined],
    ['identity', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['', undefined],
    [';q=,;', undefined],
  ])('are coded for "%s" as %s', async (acceptEncoding, coding) => {
    const [path = ''] = linkedPaths(await openPage());
    const { status, headers } = await get(path, { 'accept-encoding': acceptEncoding });
    expect({ status, coding: headers['content-encoding'] }).toEqual({ status: 200, coding });
  });

  it.each([
    ['HEAD', 400],
    ['GET', 40],
  ])('are sent from the same bytes each time: %s, %i at once', async (method, count) => {
    const paths = linkedPaths(await openPage());
    const largest = paths.find((path) => /graphiql-\w+\.js$/.test(path)) ?? '';
    const { length } = (await get(largest)).bytes;
    expect(length).toBeGreaterThan(5e6);
    const { bytes, growth } = await pipeline(method, largest, count);
    expect(bytes).toBeGreaterThan(count * (method === 'GET' ? length : 100));
    expect(growth).toBeLessThan(50);
  });

  it('answer HEAD with the headers only', async () => {
    const [path = ''] = linkedPaths(await openPage());
    const { status, headers, bytes } = await get(path, {}, 'HEAD');
    expect(status).toBe(200);
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
    expect(bytes).toHaveLength(0);
  });

  it('answer 404 to a name they do not know', async () => {
    expect((await get('/graphql/assets/boot-0000000000000000.js')).status).toBe(404);
    expect((await get('/graphql/assets/../../package.json')).status).not.toBe(200);
  });

  it('include the favicon', async () => {
    const { status, headers } = await get('/favicon.ico');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('image/svg+xml');
  });
});

describe('the switch', () => {
  test.each([
    ['on', 'by default', {}, 200],
    ['off', 'in production', { NODE_ENV: 'production' }, 406],
    ['on', 'in production when asked for', { NODE_ENV: 'production', GRAPHIQL: 'on' }, 200],
    ['off', 'when that is asked for', { GRAPHIQL: 'off' }, 406],
  ])('is %s %s', async (_, __, env, status) => {
    const gateway = await startGateway({ env });
    onTestFinished(() => gateway.close());
    const { statusCode, body } = await request(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(statusCode).toBe(status);
    expect((await body.text()).includes('<html')).toBe(status === 200);
    const favicon = await request(`${gateway.url}/favicon.ico`);
    expect(favicon.statusCode).toBe(status === 200 ? 200 : 404);
    await favicon.body.dump();
  });
});

describe('the worked operations', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const named = workedOperations.map((operation): [string, (typeof workedOperations)[number]] => [
    findOperation(operation.query).name?.value ?? '',
    operation,
  ]);

  function findOperation(query: string): OperationDefinitionNode {
    const found = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    if (found === undefined) throw new Error('A worked operation holds no operation');
    return found;
  }

  it('have names of their own, for the tabs', () => {
    const names = named.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('');
  });

  test.each(named)('%s fits the schema, variables included', (_, { query, variables }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    const { errors } = getVariableValues(schema, findOperation(query).variableDefinitions ?? [], { ...variables });
    expect(errors).toBeUndefined();
  });

  it('succeed one after the other against the sandbox, but for the one that shows an error', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    for (const [name, { query, variables }] of named) {
      const { data, errors } = await gateway.query(query, variables);
      if (name === 'AnError') {
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
        continue;
      }
      expect(errors, name).toBeUndefined();
      for (const payload of Object.values<{ userErrors?: unknown } | null>(data)) {
        expect(payload, name).not.toBeNull();
        expect(payload?.userErrors ?? [], name).toEqual([]);
      }
    }
  });

  it('are refused the second time where they say so', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    for (const [name, payload, code] of [
      ['CreateCoupon', 'couponCreate', 'TAKEN'],
      ['DeleteCoupon', 'couponDelete', 'NOT_FOUND'],
    ] as const) {
      const { query = '', variables } = new Map(named).get(name) ?? {};
      expect(query).toMatch(new RegExp(`^# the user error ${code}`, 'm'));
      await gateway.query(query, variables);
      expect((await gateway.query(query, variables)).data[payload].userErrors).toMatchObject([{ code }]);
    }
  });

  it('show a page with another one behind it, and both marketing configurations', async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const run = async (name: string) => {
      const { query = '', variables } = new Map(named).get(name) ?? {};
      return (await gateway.query(query, variables)).data.store;
    };
    const { coupons } = await run('CouponPages');
    expect(coupons.edges).toHaveLength(5);
    expect(coupons.pageInfo.hasNextPage).toBe(true);
    const { abandonedCheckout, purchaseFollowUp } = await run('Marketing');
    expect([abandonedCheckout, purchaseFollowUp]).not.toContain(null);
  });

  test.each(named)('%s fits the width of the editor', (_, { query }) => {
    for (const line of query.split('\n')) expect(line.length, line).toBeLessThan(54);
  });
});
