import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AuthMode } from '../../src/auth/settings.ts';
import { createGuide } from '../../src/server/landing/guide.ts';
import { type GatewayOptions, startGateway } from '../support/gateway.ts';
import { createManifests } from '../support/manifests.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const REAL_API = { apiUrl: 'https://api.paynow.gg' };
/** Production with the explorer off. */
const CLOSED = { ...REAL_API, env: { NODE_ENV: 'production' } };

type Headers = Readonly<Record<string, string>>;

/** Starts a gateway, and gives a way to ask for its `/`. */
async function open(options: GatewayOptions = {}) {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return async (headers: Headers = {}, method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' = 'GET') => {
    const answer = await request(`${gateway.url}/`, { method, headers });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text(), url: gateway.url };
  };
}

describe('/ says what is where', () => {
  test.each([
    ['a browser', BROWSER, 'text/html; charset=utf-8', /^<!doctype html>/],
    ['a program', 'application/json', 'application/json; charset=utf-8', /^\{/],
    ['curl', '*/*', 'text/plain; charset=utf-8', /^PayNow GraphQL gateway\n/],
    ['whoever does not say', '', 'text/plain; charset=utf-8', /^PayNow GraphQL gateway\n/],
  ])('in the form that %s reads', async (_caller, accept, type, beginning) => {
    const ask = await open();
    const { status, headers, text } = await ask({ accept });
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type });
    expect(text).toMatch(beginning);
    for (const path of ['/graphql', '/schema.graphql', '/livez', '/readyz', '/metrics']) expect(text).toContain(path);
  });

  test('as JSON with an entry for each', async () => {
    const ask = await open();
    expect(JSON.parse((await ask({ accept: 'application/json' })).text)).toEqual({
      title: 'PayNow GraphQL gateway',
      operations: '/graphql',
      explorer: '/graphql',
      schema: '/schema.graphql',
      liveness: '/livez',
      readiness: '/readyz',
      metrics: '/metrics',
      restApi: 'sandbox',
    });
  });

  test('in front of the sandbox with its public key, in front of another API with its host and no key', async () => {
    const sandbox = (await (await open())()).text;
    expect(sandbox).toContain('APIKey sandbox');
    expect(sandbox).toMatch(/REST API +sandbox/);
    const real = (await (await open(REAL_API))()).text;
    expect(real).not.toContain('APIKey sandbox');
    expect(real).toMatch(/REST API +api\.paynow\.gg /);
  });

  test.each<[AuthMode, string, note: RegExp]>([
    ['passthrough', 'APIKey <your key>', /^your own key is passed on/],
    ['tokens', 'Bearer <your token>', /keys that are held here$/],
    ['both', 'Bearer <your token>', /^your own key is passed on; with a token, one that is held here/],
  ])('in front of another API with what the caller has to send: AUTH_MODE=%s', (authMode, authorization, note) => {
    const { entries, example } = createGuide({
      ...{ isProduction: false, graphiql: true, introspection: true, metricsPort: undefined, documents: undefined },
      ...{ authMode, apiOrigin: 'https://api.paynow.gg', sandboxAuthorization: undefined },
    });
    expect(example?.authorization).toBe(authorization);
    expect(entries.find(({ name }) => name === 'restApi')).toMatchObject({
      value: 'api.paynow.gg',
      note: expect.stringMatching(note),
    });
  });

  test.each([
    [{ GRAPHIQL: 'off' }, /Explorer +off +GRAPHIQL=on/],
    [{ INTROSPECTION: 'off' }, /Schema +off +INTROSPECTION=on/],
    [{ METRICS_PORT: '9464' }, /Metrics +port 9464/],
    [{ METRICS_PORT: '0' }, /Metrics +elsewhere/],
  ])('with %o', async (env: Headers, line) => {
    expect((await (await open({ env }))()).text).toMatch(line);
  });

  test('with links that lead there from wherever a proxy puts it', async () => {
    const { text } = await (await open())({ accept: BROWSER });
    const links = [...text.matchAll(/href="(?!data:)([^"]*)"/g)].map(([, link = '']) => link);
    const paths = links.map((link) => new URL(link, 'http://127.0.0.1/paynow/').pathname);
    expect(paths).toEqual(['graphql', 'schema.graphql', 'livez', 'readyz', 'metrics'].map((path) => `/paynow/${path}`));
  });

  test('with a line for the shell that gets an answer', async () => {
    const { text } = await (await open())();
    const line = text.split('\n').find((one) => one.startsWith('curl '));
    // The shell itself takes the line apart; what curl would send is sent from here.
    const words = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0');
    const [, url = '', , authorization = '', , contentType = '', , body = ''] = words;
    const headers = Object.fromEntries([authorization, contentType].map((header) => header.split(': ')));
    const answer = await request(url, { method: 'POST', headers, body });
    expect(await answer.body.json()).toMatchObject({ data: { store: { name: 'Craftkeep', currency: 'eur' } } });
  });

  test.each([
    ['prefer', /^ +Operations +\/graphql +POST with JSON, or GET for queries$/m, true],
    ['listed', /^ +Operations .*; listed documents$/m, false],
    ['only', /^ +Operations .*; listed documents by their ids$/m, false],
  ])('with DOCUMENTS=%s and no line for the shell that would be refused', async (DOCUMENTS, line, hasExample) => {
    const manifests = createManifests();
    onTestFinished(manifests.remove);
    const DOCUMENTS_FILE = manifests.write({ a: '{ __typename }' });
    const { text } = await (await open({ env: { DOCUMENTS, DOCUMENTS_FILE } }))();
    expect(text).toMatch(line);
    expect(text.includes('curl')).toBe(hasExample);
  });

  test.each([
    ['the host that the caller named', { host: 'graphql.example.com' }, 'http://graphql.example.com/graphql'],
    ['https behind a proxy', { host: 'g.example.com', 'x-forwarded-proto': 'https' }, 'https://g.example.com/graphql'],
    ['no other scheme', { host: 'g.example.com', 'x-forwarded-proto': 'javascript' }, 'http://g.example.com/graphql'],
    ['no host that is none', { host: '"><script>' }, 'http://localhost:'],
    ['the path of a proxy', { host: 'g', 'x-forwarded-prefix': '/shop/paynow' }, 'http://g/shop/paynow/graphql'],
    ['no path that is none', { host: 'g', 'x-forwarded-prefix': '/"><script>' }, 'http://g/graphql'],
    ['no other host for a path', { host: 'g', 'x-forwarded-prefix': '//evil.example' }, 'http://g/graphql'],
  ])('with %s in that line', async (_what, headers: Headers, url) => {
    const ask = await open();
    expect((await ask(headers)).text).toContain(`curl ${url}`);
    expect((await ask({ ...headers, accept: BROWSER })).text).not.toContain('<script');
  });
});

describe('/ in production with the explorer off', () => {
  test.each([
    ['a browser', BROWSER],
    ['a program', 'application/json'],
    ['curl', '*/*'],
  ])('tells %s where operations go, and nothing more', async (_caller, accept) => {
    const ask = await open(CLOSED);
    const { status, text } = await ask({ accept });
    expect(status).toBe(200);
    expect(text).toContain('GraphQL gateway');
    expect(text).toContain('/graphql');
    expect(text).not.toMatch(/paynow|schema|livez|readyz|metrics|sandbox|APIKey|GRAPHIQL|curl|base64/i);
  });

  test('is whole again with the explorer on', async () => {
    const ask = await open({ ...CLOSED, env: { NODE_ENV: 'production', GRAPHIQL: 'on' } });
    const { text } = await ask();
    expect(text).toMatch(/Explorer +\/graphql/);
    expect(text).toMatch(/Schema +off/);
  });
});

describe('/ as HTTP', () => {
  test('answers HEAD with the headers only', async () => {
    const ask = await open();
    const { status, headers, text } = await ask({}, 'HEAD');
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(headers['content-length']).toBe((await ask()).headers['content-length']);
  });

  test('is asked for again each time, and answers 304 while it is the same', async () => {
    const ask = await open();
    const { headers } = await ask({ accept: BROWSER });
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: expect.stringContaining('accept') });
    const tag = { 'if-none-match': String(headers.etag) };
    expect(await ask({ ...tag, accept: BROWSER })).toMatchObject({ status: 304, text: '' });
    expect(await ask({ 'if-none-match': `"a", W/${headers.etag}`, accept: BROWSER })).toMatchObject({ status: 304 });
    expect(await ask({ ...tag, accept: 'application/json' })).toMatchObject({ status: 200 });
  });

  test('tells OPTIONS what it allows, as load balancers ask', async () => {
    const { status, headers, text } = await (await open())({}, 'OPTIONS');
    expect({ status, allow: headers.allow, text }).toEqual({ status: 204, allow: 'GET, HEAD, OPTIONS', text: '' });
  });

  test('is not for other methods', async () => {
    const ask = await open();
    expect((await ask({}, 'POST')).status).toBe(404);
  });

  test.each([
    ['open', {}],
    ['closed', CLOSED],
  ])('allows its own style and nothing else: %s', async (_how, options) => {
    const ask = await open(options);
    const { headers, text } = await ask({ accept: BROWSER });
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(text).not.toMatch(/<script|<iframe| style="| on\w+=|url\(|(?:src|href)="(?!data:|\.\/[a-z])/);
  });

  test('is closed with the rest by a router secret', async () => {
    const secret = 'a secret of the router';
    const ask = await open({ env: { ROUTER_SECRETS: secret } });
    expect((await ask({ accept: BROWSER })).status).toBe(401);
    expect((await ask({ accept: BROWSER, 'x-router-secret': secret })).status).toBe(200);
  });
});
