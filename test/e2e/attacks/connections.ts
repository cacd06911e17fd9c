import {
  type Attack,
  again,
  answered,
  BOUNDED,
  type Connections,
  type Gets,
  post,
  storeGid,
  times,
  toBytes,
} from '../../support/attack.ts';
import { STORES } from '../../support/hostile-stores.ts';
import type { HttpRequest } from '../../support/wire.ts';

/** Clients that send or read slowly, or all at once: what they hold is missing to everybody else. */

/** More than may be in flight at once. */
const MANY = 600;

const head = (...lines: readonly string[]): string =>
  ['POST /graphql HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...lines, '', ''].join('\r\n');
const LENGTH = 'Content-Length: 1000';
const KEY = 'Authorization: APIKey attacker-with-a-key';

const TYPENAME = post('{ __typename }', {}, 'nobody');
const SLOW = post(`{ store(storeId: "${STORES.slow}") { name } }`);
const HANGING = post(`{ store(storeId: "${STORES.hanging}") { name } }`);
/** Seven megabytes, which no connection holds unread. */
const LARGE = post(`{ store(storeId: "${STORES.notes}") { coupons(first: 40) { nodes { a: note b: note } } } }`);
/** As many without a key, and without a REST call. */
const FREE = post(
  `query ($ids: [ID!]!) { ${times(5, (n) => `l${n}: nodes(ids: $ids) { ...F }`)} } fragment F on Node { ${times(3, (n) => `${'a'.repeat(127)}${n}: id`)} }`,
  { ids: again(storeGid('1'), 2900) },
  'nobody',
);

const accepting = (request: HttpRequest, coding: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, 'accept-encoding': coding },
});

const pipelined = (request: HttpRequest, requests: number) => ({ bytes: toBytes(request).repeat(requests), requests });

/** On 600 connections, unless said otherwise. */
const held = (id: string, bytes: string, more: Partial<Connections> = {}): Attack => ({
  id,
  sent: { connections: MANY, isHeld: true, bytes, ...more },
  gets: { statuses: [100, 400, 401, 408, 503], codes: [] },
});

const unread = (id: string, connections: number, sent: Omit<Connections, 'connections'>): Attack => ({
  id,
  sent: { connections, isUnread: true, ...sent },
  // Past the bound on all that is not sent, answers are refused.
  gets: { statuses: [200, 400, 401, 503], codes: [] },
});

const BODIES: readonly Attack[] = [
  held('600 heads with a length and no body', head(LENGTH)),
  held('600 heads with a length and no body, with a key', head(LENGTH, KEY)),
  held('600 heads with a length and a part of the body', `${head(LENGTH)}{"query":"`),
  held('600 heads that expect to be told to go on', head(LENGTH, 'Expect: 100-continue')),
  held('600 bodies in chunks without a chunk', head('Transfer-Encoding: chunked')),
  held('600 bodies in chunks without an end', `${head('Transfer-Encoding: chunked')}b\r\n{"query":"{\r\n`),
  held('600 heads without an end', head(LENGTH).slice(0, -2)),
  held('600 connections without a byte', ''),
  held('600 bodies of 99 KB without the last byte', `${head('Content-Length: 100000')}${' '.repeat(99_999)}`),
];

/** Requests of what is read without an operation. */
const get = (path: string, requests: number, method = 'GET', ...lines: readonly string[]) => ({
  bytes: [`${method} ${path} HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n').repeat(requests),
  requests,
});
const PLAIN = 'Accept-Encoding: identity';

/** What is answered late, or not at all while it is watched. */
const LATE: Gets = { statuses: [200, 503], codes: [] };

const PIPELINES: readonly Attack[] = [
  {
    id: '600 operations on one connection',
    sent: { connections: 1, ...pipelined(TYPENAME, MANY) },
    gets: answered(),
  },
  {
    id: '500 operations on one connection that are refused',
    sent: { connections: 1, ...pipelined(post('{ x', {}, 'nobody'), 500) },
    gets: { statuses: [400], codes: [] },
  },
  {
    id: '600 operations that take long on one connection',
    sent: { connections: 1, ...pipelined(SLOW, MANY), isHeld: true },
    gets: LATE,
  },
  {
    id: '600 operations that never end on one connection',
    sent: { connections: 1, ...pipelined(HANGING, MANY), isHeld: true },
    gets: LATE,
  },
  {
    id: '100 operations that never end on each of 20 connections',
    sent: { connections: 20, ...pipelined(HANGING, 100), isHeld: true },
    gets: LATE,
  },
  unread('60 operations on each of 20 connections, unread', 20, pipelined(TYPENAME, 60)),
];

const READERS: readonly Attack[] = [
  unread('one reader of 7 MB that does not read', 1, pipelined(LARGE, 1)),
  unread('40 readers of 7 MB that do not read', 40, pipelined(LARGE, 1)),
  ...['zstd', 'br', 'gzip'].map((coding) =>
    unread(`40 readers of 7 MB in ${coding} that do not read`, 40, pipelined(accepting(LARGE, coding), 1)),
  ),
  unread('40 readers without a key that do not read what needs no REST call', 40, pipelined(FREE, 1)),
  unread('20 answers of 7 MB on one connection that is not read', 1, pipelined(LARGE, 20)),
  unread('100 times the schema on each of 100 connections that are not read', 100, get('/schema.graphql', 100)),
];

const FILES: readonly Attack[] = [
  {
    id: '400 heads of a file of the explorer on one connection',
    sent: async ({ asset }) => ({ connections: 1, ...get(await asset(), 400, 'HEAD') }),
    gets: answered(),
  },
  {
    id: '40 heads of a file of the explorer on each of 10 connections',
    sent: async ({ asset }) => ({ connections: 10, ...get(await asset(), 40, 'HEAD', PLAIN) }),
    gets: answered(),
  },
  {
    id: '100 times a file of the explorer on one connection, unread',
    sent: async ({ asset }) => ({ connections: 1, ...get(await asset(), 100, 'GET', PLAIN), isUnread: true }),
    gets: answered(),
  },
  {
    id: 'a file of the explorer on each of 100 connections, unread',
    sent: async ({ asset }) => ({ connections: 100, ...get(await asset(), 1, 'GET', PLAIN), isUnread: true }),
    gets: answered(),
  },
  {
    id: 'a file of the explorer, compressed, on each of 100 connections, unread',
    sent: async ({ asset }) => ({
      connections: 100,
      ...get(await asset(), 1, 'GET', 'Accept-Encoding: gzip'),
      isUnread: true,
    }),
    gets: answered(),
  },
  {
    id: '400 heads of the page of the explorer',
    sent: { connections: 1, ...get('/graphql', 400, 'HEAD', 'Accept: text/html') },
    gets: answered(),
  },
  {
    id: '400 files of the explorer that do not exist',
    sent: { connections: 1, ...get('/graphql/assets/x.js', 400) },
    gets: { statuses: [404], codes: [] },
  },
  {
    id: '100 times the metrics on each of 3 connections',
    sent: { connections: 3, ...get('/metrics', 100) },
    gets: answered(),
  },
  {
    id: '200 times the schema',
    sent: { connections: 1, ...get('/schema.graphql', 200) },
    gets: answered(),
  },
];

const FLOODS: readonly Attack[] = [
  {
    id: '600 operations of one caller that never end',
    sent: { requests: again(HANGING, MANY), isAbandoned: true },
    gets: { ...BOUNDED, statuses: [200, 503], codes: ['OVERLOADED', 'UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE'] },
  },
  {
    id: '600 operations of one caller that take long',
    sent: { requests: again(SLOW, MANY), isAbandoned: true },
    gets: { ...BOUNDED, statuses: [200, 503], codes: ['OVERLOADED', 'UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE'] },
  },
  {
    id: '600 operations at once without a key',
    sent: { requests: again(post('{ store(storeId: "1") { name } }', {}, 'nobody'), MANY), atOnce: MANY },
    gets: { statuses: [401, 503], codes: ['UNAUTHENTICATED', 'OVERLOADED'], data: false },
  },
];

export const CONNECTIONS: readonly Attack[] = [...BODIES, ...PIPELINES, ...READERS, ...FILES, ...FLOODS];
