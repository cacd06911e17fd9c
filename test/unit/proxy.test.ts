import fc from 'fast-check';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { describe, expect, it } from 'vitest';
import { chooseProxy, placeOfProxy, proxySecrets } from '../../src/proxy.ts';

const PROXY = 'http://proxy.test:3128/';

function isStraight(apiOrigin: string, noProxy: string): boolean {
  const exceptions = noProxy.split(/[\s,]+/).filter((entry) => entry !== '');
  return chooseProxy(apiOrigin, { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, exceptions }) === undefined;
}

/** Whether undici's own agent would go straight to an API without TLS. */
function isStraightForUndici(apiOrigin: string, noProxy: string): boolean {
  let origin = '';
  // Has every method, and does nothing.
  const idle: Dispatcher = new Proxy({} as Dispatcher, { get: () => () => idle });
  const factory = (target: string | URL): Dispatcher => {
    origin = new URL(target).origin;
    return idle;
  };
  const agent = new EnvHttpProxyAgent({ httpProxy: PROXY, httpsProxy: PROXY, noProxy, factory });
  agent.dispatch({ origin: apiOrigin, path: '/', method: 'GET' }, {});
  return origin !== new URL(PROXY).origin;
}

describe('NO_PROXY', () => {
  it.each<[noProxy: string, api: string, isStraight: boolean]>([
    ['', 'https://api.paynow.gg', false],
    ['*', 'https://api.paynow.gg', true],
    ['other.example,*', 'https://api.paynow.gg', true],
    ['*:443', 'https://api.paynow.gg', true],
    ['*:80', 'https://api.paynow.gg', false],
    ['api.paynow.gg', 'https://api.paynow.gg', true],
    ['API.PAYNOW.GG', 'https://api.paynow.gg', true],
    ['api.paynow.gg.', 'https://api.paynow.gg', true],
    ['api.paynow.gg', 'https://api.paynow.gg.', true],
    ['paynow.gg', 'https://api.paynow.gg', true],
    ['.paynow.gg', 'https://api.paynow.gg', true],
    ['.paynow.gg', 'https://paynow.gg', true],
    ['*.paynow.gg', 'https://api.paynow.gg', true],
    ['*.paynow.gg', 'https://paynow.gg', false],
    ['ynow.gg', 'https://api.paynow.gg', false],
    ['api.paynow.gg.example', 'https://api.paynow.gg', false],
    ['api.paynow.gg:443', 'https://api.paynow.gg', true],
    ['api.paynow.gg:8443', 'https://api.paynow.gg', false],
    ['api.paynow.gg:8443', 'https://api.paynow.gg:8443', true],
    ['api.paynow.gg:80', 'http://api.paynow.gg', true],
    ['127.0.0.1', 'http://127.0.0.1:4010', true],
    ['0.0.1', 'http://127.0.0.1:4010', true],
    ['::1', 'http://[::1]:4010', true],
    ['[::1]', 'http://[::1]:4010', true],
    ['[::1]:4010', 'http://[::1]:4010', true],
    ['[::1]:4011', 'http://[::1]:4010', false],
  ])('"%s" for %s: %s', (noProxy, api, expected) => {
    expect(isStraight(api, noProxy)).toBe(expected);
  });

  const part = fc.constantFrom('a', 'b', 'api', 'paynow', 'gg', '127', '1', '*', '');
  const entry = fc
    .record({
      parts: fc.array(part, { minLength: 1, maxLength: 4 }),
      port: fc.constantFrom('', ':80', ':8080', ':x', ':'),
    })
    .map(({ parts, port }) => parts.join('.') + port);
  const host = fc.oneof(
    fc
      .array(fc.constantFrom('a', 'b', 'api', 'paynow', 'gg'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('.')),
    fc.constantFrom('127.0.0.1', '[::1]', '[fe80::1]'),
  );
  const address = fc.constantFrom('::1', '[::1]', '[::1]:80', '[::1]:8080', 'fe80::1', '[fe80::1]:80');

  it('is read as undici reads it', () => {
    fc.assert(
      fc.property(
        host,
        fc.constantFrom('', ':8080'),
        fc.array(fc.oneof({ weight: 4, arbitrary: entry }, { weight: 1, arbitrary: address }), { maxLength: 4 }),
        (name, port, entries) => {
          const api = `http://${name}${port}`;
          expect(isStraight(api, entries.join(','))).toBe(isStraightForUndici(api, entries.join(',')));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a proxy', () => {
  const proxy = { variable: 'HTTPS_PROXY', url: 'http://me:p%40ss@proxy.test:3128/' } as const;

  it('is named without its user and password', () => {
    expect(placeOfProxy(proxy)).toBe('http://proxy.test:3128');
  });

  it('has a password that is secret in each form in which it is written', () => {
    expect(proxySecrets(proxy)).toEqual(['p%40ss', 'p@ss', btoa('me:p@ss')]);
    expect(proxySecrets({ ...proxy, url: PROXY })).toEqual([]);
  });
});
