import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { findWarnings } from '../../src/warnings.ts';

type Env = Readonly<Record<string, string>>;

const warningsOf = (env: Env): readonly string[] => findWarnings(readConfig(env), env);
const SECRET = { ROUTER_SECRETS: 'c4n4ry-of-sixteen-or-more' };

test.each<[string, Env]>([
  ['nothing at all', {}],
  ['production', { NODE_ENV: 'production', PAYNOW_API_URL: 'https://api.paynow.gg', HOST: '0.0.0.0' }],
  ['another loopback address', { HOST: '::1', PAYNOW_API_URL: 'http://[::1]:4010' }],
  ['a local name', { HOST: 'localhost', PAYNOW_API_URL: 'http://localhost:4010' }],
  ['a subgraph behind a secret', { FEDERATION: 'on', ...SECRET }],
  ['the network without the explorer', { HOST: '0.0.0.0', GRAPHIQL: 'off' }],
  ['proxies', { HTTPS_PROXY: 'http://p.example', http_proxy: 'p.example:80', no_proxy: 'a.example' }],
  ['listed documents', { DOCUMENTS: 'only', DOCUMENTS_FILE: 'a.json' }],
  ['timeouts in order', { OPERATION_TIMEOUT_MS: '100', UPSTREAM_TIMEOUT_MS: '99', SHUTDOWN_GRACE_MS: '100' }],
])('there is nothing to warn of: %s', (_id, env) => {
  expect(warningsOf(env)).toEqual([]);
});

test.each<[string, Env, RegExp]>([
  ['an open explorer', { HOST: '0.0.0.0' }, /^HOST .*GRAPHIQL=off/],
  ['an open explorer by IPv6', { HOST: '::' }, /^HOST .*GRAPHIQL=off/],
  ['an open explorer by a name', { HOST: '127.0.0.1.example.com' }, /^HOST .*GRAPHIQL=off/],
  ['keys in plain text', { PAYNOW_API_URL: 'http://c4n4ry.example' }, /^PAYNOW_API_URL .*https address/],
  ['an open subgraph', { FEDERATION: 'on' }, /everybody.*Set ROUTER_SECRETS/],
  ['manifests for nothing', { DOCUMENTS_FILE: 'c4n4ry.json' }, /^DOCUMENTS_FILE .*Set DOCUMENTS=prefer/],
  [
    'listed documents behind a router',
    { FEDERATION: 'on', ...SECRET, DOCUMENTS: 'listed', DOCUMENTS_FILE: 'c4n4ry.json' },
    /^FEDERATION=on with DOCUMENTS.*Set DOCUMENTS=off/,
  ],
  ['a call as long as its operation', { UPSTREAM_TIMEOUT_MS: '10000' }, /^UPSTREAM_TIMEOUT_MS .*Lower it/],
  ['a short grace', { SHUTDOWN_GRACE_MS: '9999' }, /^SHUTDOWN_GRACE_MS .*Raise it/],
  ['counts of nobody', { LIMITS_URL: 'redis://:c4n4ry@redis.example' }, /^LIMITS_URL .*AUTH_MODE=tokens/],
  ['keys for nothing', { STORE_KEYS_DIR: '/c4n4ry' }, /^STORE_KEYS_DIR, .*Set AUTH_MODE=tokens/],
  ['silence', { LOG_LEVEL: 'silent' }, /^LOG_LEVEL=silent.*Set LOG_LEVEL=error/],
  ['a misspelt proxy', { HTTPS_PROXI: 'http://c4n4ry.example' }, /^HTTPS_PROXI .*HTTPS_PROXY\?$/],
  ['a misspelt name', { PAYNOW_API_ULR: 'https://c4n4ry.example' }, /^PAYNOW_API_ULR .*PAYNOW_API_URL\?$/],
])('the start warns once, without a value, and says what to do: %s', (_id, env, warning) => {
  const warnings = warningsOf(env);
  expect(warnings).toEqual([expect.stringMatching(warning)]);
  expect(warnings.join()).not.toContain('c4n4ry');
});
