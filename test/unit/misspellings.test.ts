import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/config.ts';
import { findMisspellings } from '../../src/misspellings.ts';

const KNOWN = Object.keys(VARIABLES);

test.each([
  ['two letters swapped', 'PAYNOW_API_ULR', 'PAYNOW_API_URL'],
  ['another letter', 'PAYNOW_API_URI', 'PAYNOW_API_URL'],
  ['a letter too few', 'MAX_REST_CALL', 'MAX_REST_CALLS'],
  ['a letter too many', 'MAX_INN_FLIGHT', 'MAX_IN_FLIGHT'],
  ['a letter too many at the start', 'XFEDERATION', 'FEDERATION'],
  ['no underscore', 'CORSORIGINS', 'CORS_ORIGINS'],
  ['singular', 'ROUTER_SECRET', 'ROUTER_SECRETS'],
  ['lower case', 'router_secrets', 'ROUTER_SECRETS'],
])('a name that is one slip away is found: %s', (_id, given, meant) => {
  expect(findMisspellings([given], KNOWN)).toEqual([{ given, meant }]);
});

test.each([
  ['two slips', ['PAYNOW_API_ULRS', 'MAX_RESTCALL']],
  ['short names', ['HOME', 'POST', 'PORTS', 'AUTH_CODE', 'LOG_LEVELS', 'GRAPHQL']],
  ['a name beside the one that was meant', ['ROUTER_SECRET', 'ROUTER_SECRETS']],
  ['every known name', KNOWN],
  ['the key of the doctor', ['PAYNOW_API_KEY']],
  ['a shell', ['PATH', 'HOME', 'HOSTNAME', 'HOSTTYPE', 'PWD', 'SHELL', 'USER', 'LANG', 'LOGNAME', 'TERM', 'EDITOR']],
  ['Node and npm', ['NODE_OPTIONS', 'NODE_PATH', 'NODE_VERSION', 'npm_config_loglevel', 'npm_lifecycle_event']],
  ['a pod', ['KUBERNETES_PORT', 'KUBERNETES_SERVICE_HOST', 'PAYNOW_GATEWAY_PORT', 'METRICS_SERVICE_PORT']],
  ['other programs', ['MAX_MEMORY', 'MAX_CONNECTIONS', 'CORS_ORIGIN_URL', 'LOG_FORMAT', 'OPERATION_MODE', 'DEBUG']],
])('no ordinary environment raises a false alarm: %s', (_id, names) => {
  expect(findMisspellings(names, KNOWN)).toEqual([]);
});
