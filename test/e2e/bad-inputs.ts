import { gzipSync } from 'node:zlib';
import type { Fault } from '../../src/sandbox/faults.ts';
import { STORE_ID } from '../support/gateway.ts';
import type { HttpRequest } from '../support/wire.ts';

/** Stands wherever a value of the client's stands, and must come back in no answer and no log. */
export const CANARY = 'c4n4ry';

/** One bad input and what it gets. No row costs a REST call. */
export interface BadInput {
  readonly id: string;
  /** A GraphQL operation, an HTTP request, or the bytes of a connection. */
  readonly sent: Operation | HttpRequest | Bytes;
  readonly status: number;
  /** The code of each error in the answer; undefined when HTTP itself was bent and the answer has no body. */
  readonly code?: string;
  /** The data of an answer that is no failure of the request. */
  readonly data?: object;
  /** Whether introspection is switched off, as it is in production. */
  readonly closed?: boolean;
}

interface Bytes {
  readonly bytes: string | Buffer;
}

interface Operation {
  readonly query: unknown;
  readonly variables?: unknown;
}

const INPUT = 'BAD_USER_INPUT';
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const SYNTAX = 'GRAPHQL_PARSE_FAILED';

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

/** A document that is refused before it is executed. */
const document = (id: string, query: string, code: string, more: Partial<BadInput> = {}): BadInput => ({
  id,
  sent: { query },
  status: 400,
  code,
  ...more,
});

const EXPONENTIAL = times(
  30,
  (index) => `fragment F${index} on Store { a: node { ...F${index + 1} } b: node { ...F${index + 1} } }`,
);

const DOCUMENTS: readonly BadInput[] = [
  document('200 aliases', `{ ${times(200, (index) => `a${index}: __typename`)} }`, INPUT),
  document('101 aliases', `{ ${times(101, (index) => `a${index}: __typename`)} }`, INPUT),
  document(
    '102 aliases by a fragment that is used 51 times',
    `{ ${times(51, (index) => `a${index}: store(storeId: "1") { ...F }`)} } fragment F on Store { x: id }`,
    INPUT,
  ),
  document('10,000 repeated fields', `{ ${'id '.repeat(10_000)} }`, INPUT),
  document('500 repeated fields with arguments', `{ ${'node(id: "1") { id } '.repeat(500)} }`, INPUT),
  document('50 directives', `{ __typename ${'@skip(if: false) '.repeat(50)} }`, INPUT),
  document('50 directives on as many fields', `{ ${times(50, (n) => `a${n}: __typename @skip(if: false)`)} }`, INPUT),
  document('a fragment in itself', '{ ...F } fragment F on Query { ...F }', INPUT),
  document(
    'a fragment in itself, through another and further down',
    '{ ...F } fragment F on Query { node(id: "1") { ...G } } fragment G on Store { coupon(couponId: "1") { ...G } }',
    INPUT,
  ),
  document('a fragment in itself that nothing uses', '{ __typename } fragment F on Query { ...F }', INPUT),
  document('exponential fragments', `{ store(storeId: "1") { ...F0 } } ${EXPONENTIAL}`, INPUT),
  document('exponential fragments that nothing uses', `{ __typename } ${EXPONENTIAL}`, INPUT),
  document(
    'exponential fragments without a field',
    `{ ...F0 } ${times(400, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} ...F${n + 2} }`)}`,
    INVALID,
  ),
  document('depth 16', nested(16, '{ a ', '}'), INPUT),
  document('depth 50', nested(50, '{ a ', '}'), INPUT),
  document('depth 5,000', nested(5000, '{a', '}'), INPUT),
  document('5,000 inline fragments in each other', `{ ${nested(5000, '...{', '}')} }`, INPUT),
  document('a list in a list, 5,000 times', `{ node(id: ${nested(5000, '[', ']')}) { id } }`, INPUT),
  document('an object in an object, 5,000 times', `{ node(id: ${nested(5000, '{a:', '}')}) { id } }`, INPUT),
  document('a type in a list, 5,000 times', `query ($a: ${nested(5000, '[', ']')}) { __typename }`, INPUT),
  document('brackets that only open', '['.repeat(20_000), INPUT),
  document('brackets that only close', ']'.repeat(4000), SYNTAX),
  document(
    'circular introspection',
    '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
    INVALID,
  ),
  document('introspection', '{ __schema { types { name } } }', INVALID, { closed: true }),
  document('introspection of a type', '{ __type(name: "Query") { name } }', INVALID, { closed: true }),
  document('a field that does not exist', '{ stor { id } }', INVALID, { closed: true }),
  document('33 KB', `{ __typename } # ${'x'.repeat(33 * 1024)}`, INPUT),
  document('NUL', '{ __type\0name }', SYNTAX),
  document('a string in the wrong place', `{ store "${CANARY}" }`, SYNTAX),
  document('a block string in the wrong place', `{ store """${CANARY}" ${CANARY}""" }`, SYNTAX),
  document('a number in the wrong place', '{ store(storeId: "1" 5432) }', SYNTAX),
  document('a string without an end', `{ store(storeId: "${CANARY}) }`, SYNTAX),
  document('a schema', 'type Query { a: Int }', INPUT),
  document('two operations without a name to choose one', 'query A { __typename } query B { __typename }', INPUT),
  document('a subscription', 'subscription { __typename }', INPUT),
];

/** An operation that is refused as a whole when its variables are known. */
const operation = (id: string, query: string, variables: object, code: string = INPUT): BadInput => ({
  id,
  sent: { query, variables },
  status: 400,
  code,
});

/** Asks for each page from within each row of another one. */
const pages = (depth: number): string =>
  depth === 0 ? 'code' : `store { coupons(first: $first) { nodes { ${pages(depth - 1)} } } }`;
const MILLION = `node(id: "gid://paynow/Coupon/${STORE_ID}/1") { ... on Coupon { ${pages(3)} } }`;
const CREATE = 'couponCreate(input: $input) { coupon { id } }';
/** The input of a coupon that can be created. */
export const COUPON = {
  code: CANARY,
  discountAmount: 1,
  discountApplyBeforeSales: false,
  discountApplyIndividually: false,
  discountType: 'AMOUNT',
  duration: 'ONCE',
  enabled: true,
  minimumOrderValue: 0,
  redeemLimitCustomerAmount: 0,
  redeemLimitCustomerEnabled: false,
  redeemLimitStoreAmount: 0,
  redeemLimitStoreEnabled: false,
  usableOnOneTimePurchase: true,
  usableOnSubscription: false,
};
const creating = (wrong: object) => ({ storeId: STORE_ID, coupon: { ...COUPON, ...wrong } });
const CREATE_ONE = `mutation ($input: CouponCreateInput!) { ${CREATE} }`;
const STORE = 'query ($id: FlakeID!) { store(storeId: $id) { name } }';
const FIRST = `query ($n: Int!) { store(storeId: "${STORE_ID}") { coupons(first: $n) { nodes { code } } } }`;

const OPERATIONS: readonly BadInput[] = [
  operation(
    '100 mutations',
    `mutation ($input: CouponCreateInput!) { ${times(100, (index) => `a${index}: ${CREATE}`)} }`,
    { input: creating({}) },
    'OPERATION_TOO_COSTLY',
  ),
  operation(
    'a million rows out of one page',
    `query ($first: Int) { ${MILLION} }`,
    { first: 100 },
    'OPERATION_TOO_COSTLY',
  ),
  operation('a million rows by a default', `query ($first: Int = 100) { ${MILLION} }`, {}, 'OPERATION_TOO_COSTLY'),
  operation(
    'a page for each of 2,000 equal ids',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Store { coupons(first: 100) { nodes { code note } } } } }',
    { ids: Array.from({ length: 2000 }, () => `gid://paynow/Store/${STORE_ID}`) },
    'OPERATION_TOO_COSTLY',
  ),
  operation('an object where a scalar belongs', STORE, { id: { [CANARY]: CANARY } }),
  operation('a variable that is missing', STORE, { [CANARY]: CANARY }),
  operation('an enum value of nobody', CREATE_ONE, { input: creating({ discountType: CANARY }) }),
  operation('`__proto__` in an input', CREATE_ONE, JSON.parse(`{ "input": { "__proto__": { "a": "${CANARY}" } } }`)),
  operation('`constructor` in an input', CREATE_ONE, { input: creating({ constructor: CANARY }) }),
  {
    ...operation('an input field that does not exist', CREATE_ONE, { input: creating({ cod: CANARY }) }),
    closed: true,
  },
  operation('Int 2^31', FIRST, { n: 2 ** 31 }),
  operation('Int 1.5', FIRST, { n: 1.5 }),
  operation('Int as a string', FIRST, { n: CANARY }),
  document('Int 2^31 in the document', FIRST.replace('$n)', '2147483648)').replace('($n: Int!)', ''), INVALID),
  document('Int 1e400 in the document', FIRST.replace('$n)', '1e400)').replace('($n: Int!)', ''), INVALID),
];

/** A field that is refused alone, when it is executed. */
const page = (id: string, args: string): BadInput => ({
  id,
  sent: { query: `{ store(storeId: "${STORE_ID}") { coupons(${args}) { nodes { code } } } }` },
  status: 200,
  code: INPUT,
  data: { store: { coupons: null } },
});

const PAGES: readonly BadInput[] = [
  page('`first` 10^6', 'first: 1000000'),
  {
    ...page('`first` 10^6 in a variable', ''),
    sent: { query: FIRST, variables: { n: 1_000_000 } },
  },
  page('`first` -1', 'first: -1'),
  page('`first` with `last`', 'first: 1, last: 1'),
  page('a cursor of nothing', `after: "${CANARY}"`),
];

const MALFORMED_IDS: Readonly<Record<string, unknown>> = {
  NUL: '1\0',
  CRLF: '1\r\nx: y',
  'a space': '1 ',
  'an umlaut': 'ü',
  'a lone surrogate': '\ud800',
  dots: '..',
  'a slash': 'a/b',
  'an encoded slash': '1%2f2',
  'encoded dots': '%2e%2e',
  'a query': '1?a=b',
  'a fragment': '1#a',
  '2^63': '9223372036854775808',
  '30 digits': '1'.repeat(30),
  'a minus': '-1',
  nothing: '',
};

const IDS: readonly BadInput[] = [
  ...Object.entries(MALFORMED_IDS).map(([id, value]) => operation(`an id with ${id}`, STORE, { id: value })),
  operation('an id that is a number', STORE, { id: Number(STORE_ID) }),
  ...Object.entries(MALFORMED_IDS).map(([id, value]) => ({
    id: `a global id with ${id}`,
    sent: { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: `gid://paynow/Store/${value}` } },
    status: 200,
    data: { node: null },
  })),
];

const JSON_TYPE = { 'content-type': 'application/json' };
const TYPENAME = '{"query":"{ __typename }"}';
const DELETE = `mutation { couponDelete(input: { id: "gid://paynow/Coupon/${STORE_ID}/1" }) { deletedCouponId } }`;

/** A POST that is refused by its body. */
const body = (id: string, text: string | Buffer, more: Partial<BadInput> = {}): BadInput => ({
  id,
  sent: { headers: JSON_TYPE, body: text },
  status: 400,
  code: INPUT,
  ...more,
});
/** The same body under other headers. */
const head = (id: string, headers: HttpRequest['headers'], status: number, text: string | Buffer = TYPENAME) => ({
  id,
  sent: { headers: { ...JSON_TYPE, ...headers }, body: text },
  status,
  code: INPUT,
});
const parameter = (name: string, value: unknown): string => JSON.stringify({ query: '{ __typename }', [name]: value });
const NESTED_VARIABLES = `{"query":"query ($a: ID!) { node(id: $a) { id } }","variables":{"a":${nested(20_000, '[', ']')}}}`;

const BODIES: readonly BadInput[] = [
  body('a batch', `[${TYPENAME},${TYPENAME}]`),
  body('no JSON', `{"query":"${CANARY}`),
  body('null', 'null'),
  body('a string', `"${CANARY}"`),
  body('nothing', ''),
  body('a byte order mark', `\uFEFF${TYPENAME}`),
  body('invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])),
  body('a query that is a number', parameter('query', 5432)),
  body('a query that is an object', parameter('query', { [CANARY]: 1 })),
  body('variables that are a string', parameter('variables', CANARY)),
  body('variables that are a list', parameter('variables', [CANARY])),
  body('extensions that are a string', parameter('extensions', CANARY)),
  body('an operation name that is a list', parameter('operationName', [CANARY])),
  body('an operation name of nobody', parameter('operationName', CANARY)),
  body('variables nested 20,000 times', NESTED_VARIABLES),
  body('unused variables nested 33 times', parameter('variables', { a: JSON.parse(nested(32, '[', ']')) })),
  body('Int 1e400', `{"query":${JSON.stringify(FIRST)},"variables":{"n":1e400}}`),
  body('300 KB', TYPENAME.padEnd(300 * 1024), { status: 413 }),
  head('300 KB in chunks', { 'transfer-encoding': 'chunked' }, 413, TYPENAME.padEnd(300 * 1024)),
];

const HEADS: readonly BadInput[] = [
  head('text', { 'content-type': 'text/plain' }, 415),
  head('a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415),
  head('a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }, 415),
  { id: 'no content type', sent: { body: TYPENAME }, status: 415, code: INPUT },
  head('an exotic charset', { 'content-type': 'application/json; charset=utf-7' }, 415),
  head('a compressed body', { 'content-encoding': 'gzip' }, 415, gzipSync(TYPENAME)),
  head('a body compressed on its way', { 'transfer-encoding': 'gzip, chunked' }, 415),
  head('an unknown Accept', { accept: 'application/xml' }, 406, JSON.stringify({ query: DELETE })),
  {
    id: 'a mutation by GET',
    sent: { method: 'GET', path: `/graphql?query=${encodeURIComponent(DELETE)}` },
    status: 405,
    code: INPUT,
  },
];

const REQUEST = 'POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';
const CHUNKED = `${TYPENAME.length.toString(16)}\r\n${TYPENAME}\r\n0\r\n\r\n`;
const LENGTH = `Content-Length: ${TYPENAME.length}\r\n`;

/** What no HTTP client sends. */
const wire = (id: string, bytes: string | Buffer, status = 400): BadInput => ({
  id,
  sent: { bytes },
  status,
  code: INPUT,
});

const WIRE: readonly BadInput[] = [
  wire('Content-Length and Transfer-Encoding', `${REQUEST}${LENGTH}Transfer-Encoding: chunked\r\n\r\n${CHUNKED}`),
  wire('two lengths', `${REQUEST}${LENGTH}Content-Length: 5\r\n\r\n${TYPENAME}`),
  wire('two equal lengths', `${REQUEST}${LENGTH}${LENGTH}\r\n${TYPENAME}`),
  wire('a list of lengths', `${REQUEST}Content-Length: 26, 26\r\n\r\n${TYPENAME}`),
  wire('a negative length', `${REQUEST}Content-Length: -1\r\n\r\n${TYPENAME}`),
  wire('an unknown transfer coding', `${REQUEST}Transfer-Encoding: xchunked\r\n\r\n${CHUNKED}`, 415),
  wire('a space before a colon', `${REQUEST}Transfer-Encoding : chunked\r\n\r\n${CHUNKED}`),
  wire('a chunk without a size', `${REQUEST}Transfer-Encoding: chunked\r\n\r\n${CANARY}\r\n`),
  wire('bare line feeds', 'GET /livez HTTP/1.1\nHost: x\nConnection: close\n\n'),
  wire('one bare line feed', 'GET /livez HTTP/1.1\r\nHost: x\nConnection: close\r\n\r\n'),
  wire('a bare carriage return', 'GET /livez HTTP/1.1\r\nHost: x\rConnection: close\r\n\r\n'),
  // Answered by the HTTP server itself, without a body.
  { id: 'no Host', sent: { bytes: 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n' }, status: 400 },
  wire('two Hosts', `${REQUEST}Host: y\r\n${LENGTH}\r\n${TYPENAME}`),
  wire('CRLF in the credential', `${REQUEST}Authorization: APIKey ${CANARY}\r\n x: y\r\n${LENGTH}\r\n${TYPENAME}`),
  wire('a line feed in the credential', `${REQUEST}Authorization: APIKey ${CANARY}\nx: y\r\n${LENGTH}\r\n${TYPENAME}`),
  wire('NUL in the credential', `${REQUEST}Authorization: APIKey ${CANARY}\0\r\n${LENGTH}\r\n${TYPENAME}`),
  wire(
    'a credential of 20 KB',
    `${REQUEST}Authorization: APIKey ${CANARY.repeat(3500)}\r\n${LENGTH}\r\n${TYPENAME}`,
    431,
  ),
  wire('a path of 20 KB', `GET /graphql?query=${CANARY.repeat(3500)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431),
  wire('1,500 headers', `${REQUEST}${'a: b\r\n'.repeat(5000)}${LENGTH}\r\n${TYPENAME}`, 431),
  wire('a header without a colon', `${REQUEST}${CANARY}\r\n${LENGTH}\r\n${TYPENAME}`),
  wire('a CONNECT', 'CONNECT api.paynow.gg:443 HTTP/1.1\r\nHost: api.paynow.gg:443\r\n\r\n'),
  wire('an asterisk for a path', `GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
  wire('a URL of no web', `GET ftp://${CANARY}/livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
  wire('a URL with a user', `${REQUEST.replace('/graphql', `http://${CANARY}@x/graphql`)}${LENGTH}\r\n${TYPENAME}`),
  wire('HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  wire('TLS', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])),
];

/** Every bad input that can be told from its answer alone. What needs a REST API that misbehaves, or time, is elsewhere. */
export const BAD_INPUTS: readonly BadInput[] = [
  ...DOCUMENTS,
  ...OPERATIONS,
  ...PAGES,
  ...IDS,
  ...BODIES,
  ...HEADS,
  ...WIRE,
];

/** One bad answer of the REST API to a read, and what becomes of it. */
interface BadAnswer {
  readonly id: string;
  readonly fault: Fault;
  readonly code: string;
  /** How often the API is asked: again where the answer may have been lost on its way. */
  readonly calls: number;
}

const BAD = 'UPSTREAM_BAD_RESPONSE';
const REDIRECT = `http://user:${CANARY}@127.0.0.1:9/${CANARY}`;

export const BAD_ANSWERS: readonly BadAnswer[] = [
  { id: 'a gzip bomb', fault: { kind: 'gzip-bomb' }, code: BAD, calls: 1 },
  {
    id: 'three layers of gzip',
    fault: { kind: 'answer', status: 200, headers: { 'content-encoding': 'gzip, gzip, gzip' }, body: CANARY },
    code: BAD,
    calls: 1,
  },
  { id: 'a web page', fault: { kind: 'html' }, code: BAD, calls: 1 },
  { id: 'no JSON', fault: { kind: 'answer', status: 200, body: `{"${CANARY}` }, code: BAD, calls: 3 },
  { id: 'half of the answer', fault: { kind: 'truncate' }, code: BAD, calls: 3 },
  { id: 'a redirect to elsewhere', fault: { kind: 'redirect', location: REDIRECT }, code: BAD, calls: 1 },
  {
    id: 'an error that repeats the key',
    fault: { kind: 'error', status: 500, code: `bad-${CANARY}-long-key`, message: `${CANARY}-long-key` },
    code: 'UPSTREAM_ERROR',
    calls: 1,
  },
];
