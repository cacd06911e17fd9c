import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { YogaPlugin } from '../../src/server/yoga.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { createManifests, sha256 } from '../support/manifests.ts';
import { sendHttp } from '../support/wire.ts';

const NAME = 'query Name($storeId: FlakeID!) { store(storeId: $storeId) { name } }';
const CURRENCY = 'query Currency($storeId: FlakeID!) { store(storeId: $storeId) { currency } }';
const TWO = `query First { store(storeId: "${STORE_ID}") { name } } query Second { store(storeId: "${STORE_ID}") { currency } }`;
const UPDATE = 'mutation Update($input: CouponUpdateInput!) { couponUpdate(input: $input) { userErrors { code } } }';
/** Fits the schema, and stands in no manifest. */
const UNLISTED = `query Unlisted($storeId: FlakeID!) { store(storeId: $storeId) { id name } }`;
const INTROSPECTION =
  'query Q { ...Schema } fragment Schema on Query { __schema { queryType { name } } ... { __typename } }';

const manifests = createManifests();
manifests.write({ d41d8cd98f00b204e9800998ecf8427e: NAME, 'v1.2:two~x_y': TWO, [`sha256:${sha256(UPDATE)}`]: UPDATE });
manifests.write(
  {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: sha256(CURRENCY), name: 'Currency', type: 'query', body: CURRENCY }],
  },
  'apollo.json',
);
const DOCUMENTS_FILE = manifests.folder;

const MODES = ['off', 'prefer', 'listed', 'only'] as const;
type Mode = (typeof MODES)[number];
const TRUSTED = ['prefer', 'listed', 'only'] as const;

const gateways = {} as Record<Mode, TestGateway>;

beforeAll(async () => {
  for (const mode of MODES) gateways[mode] = await startGateway({ env: { DOCUMENTS: mode, DOCUMENTS_FILE } });
});
beforeEach(() => {
  for (const gateway of Object.values(gateways)) gateway.sandbox.clearRequests();
});
afterAll(async () => {
  for (const gateway of Object.values(gateways)) await gateway.close();
  manifests.remove();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const KEY = { authorization: 'APIKey sandbox' };
const variables = { storeId: STORE_ID };

/** What came of a request: the data, or the code of its error, with the REST calls that it took. */
async function ask(mode: Mode, params: object, method: 'POST' | 'GET' = 'POST') {
  const { url, sandbox } = gateways[mode];
  const query = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const { status, text } = await sendHttp(
    url,
    method === 'POST'
      ? { headers: { ...JSON_TYPE, ...KEY }, body: JSON.stringify(params) }
      : { method, headers: KEY, path: `/graphql?${new URLSearchParams(query as [string, string][])}` },
  );
  const { data, errors } = JSON.parse(text);
  const calls = sandbox.requests.length;
  sandbox.clearRequests();
  return data ? data : { status, code: errors[0].extensions.code, message: errors[0].message, calls };
}

const isRefused = (code: string, status = 400) => ({ status, code, message: expect.any(String), calls: 0 });
const NOT_FOUND = { ...isRefused('PERSISTED_QUERY_NOT_FOUND'), message: 'PersistedQueryNotFound' };
const NOT_SUPPORTED = { ...isRefused('PERSISTED_QUERY_NOT_SUPPORTED'), message: 'PersistedQueryNotSupported' };
const NOT_LISTED = isRefused('DOCUMENT_NOT_LISTED');
const ID_REQUIRED = isRefused('DOCUMENT_ID_REQUIRED');
const BAD = isRefused('BAD_USER_INPUT');
const CRAFTKEEP = { store: { name: 'Craftkeep' } };

/** Each place where clients put an id. */
const PLACES: readonly (readonly [place: string, toParams: (id: unknown) => object])[] = [
  ['documentId', (documentId) => ({ documentId })],
  ['extensions.persistedQuery', (sha256Hash) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })],
  ['doc_id', (doc_id) => ({ doc_id })],
  ['id', (id) => ({ id })],
];

const SENT: readonly (readonly [sent: string, params: object, expected: Readonly<Record<Mode, object>>])[] = [
  [
    'a listed text',
    { query: NAME, variables },
    { off: CRAFTKEEP, prefer: CRAFTKEEP, listed: CRAFTKEEP, only: ID_REQUIRED },
  ],
  [
    'an unlisted text',
    { query: UNLISTED, variables },
    {
      off: expect.objectContaining({ store: expect.anything() }),
      prefer: expect.objectContaining({ store: expect.anything() }),
      listed: NOT_LISTED,
      only: ID_REQUIRED,
    },
  ],
  [
    'a listed text with a blank more',
    { query: `${NAME} `, variables },
    { off: CRAFTKEEP, prefer: CRAFTKEEP, listed: NOT_LISTED, only: ID_REQUIRED },
  ],
  ['nothing', {}, { off: BAD, prefer: BAD, listed: BAD, only: ID_REQUIRED }],
  ['no text but null', { query: null }, { off: BAD, prefer: BAD, listed: BAD, only: ID_REQUIRED }],
  [
    'introspection',
    { query: INTROSPECTION },
    {
      off: expect.objectContaining({ __typename: 'Query' }),
      prefer: expect.objectContaining({ __typename: 'Query' }),
      listed: expect.objectContaining({ __typename: 'Query' }),
      only: ID_REQUIRED,
    },
  ],
  [
    'introspection and a field beside it',
    { query: `{ __typename store(storeId: "${STORE_ID}") { name } }` },
    { off: expect.anything(), prefer: expect.anything(), listed: NOT_LISTED, only: ID_REQUIRED },
  ],
  [
    'a text that is not GraphQL',
    { query: '{' },
    {
      off: isRefused('GRAPHQL_PARSE_FAILED', 200),
      prefer: isRefused('GRAPHQL_PARSE_FAILED', 200),
      listed: NOT_LISTED,
      only: ID_REQUIRED,
    },
  ],
];

describe.each(MODES)('DOCUMENTS=%s', (mode) => {
  test.each(SENT)('%s', async (_sent, params, expected) => {
    expect(await ask(mode, params)).toEqual(expected[mode]);
    if (!('query' in params && params.query === null)) expect(await ask(mode, params, 'GET')).toEqual(expected[mode]);
  });

  describe.each(PLACES)('by %s', (_place, at) => {
    const isOff = mode === 'off';

    test.each(['POST', 'GET'] as const)('the id of a manifest, and the hash of a text, by %s', async (method) => {
      const ids = ['d41d8cd98f00b204e9800998ecf8427e', sha256(NAME), `sha256:${sha256(NAME)}`];
      for (const id of ids) {
        expect(await ask(mode, { ...at(id), variables }, method)).toEqual(isOff ? NOT_SUPPORTED : CRAFTKEEP);
      }
    });

    test('another document, with the name of one of its operations', async () => {
      const asked = { ...at('v1.2:two~x_y'), operationName: 'Second' };
      expect(await ask(mode, asked)).toEqual(isOff ? NOT_SUPPORTED : { store: { currency: 'eur' } });
      expect(await ask(mode, { ...asked, operationName: 'Third' })).toEqual(isOff ? NOT_SUPPORTED : BAD);
    });

    test('an id of nothing makes clients send the text where one is taken, and only there', async () => {
      const unknown = { off: NOT_SUPPORTED, prefer: NOT_FOUND, listed: NOT_FOUND, only: NOT_LISTED }[mode];
      for (const id of [sha256(UNLISTED), '__proto__', 'constructor', 'toString', 'x'.repeat(256)]) {
        expect(await ask(mode, { ...at(id), variables })).toEqual(unknown);
      }
    });

    test('an id with its text', async () => {
      const expected = { off: CRAFTKEEP, prefer: CRAFTKEEP, listed: CRAFTKEEP, only: CRAFTKEEP }[mode];
      expect(await ask(mode, { ...at(sha256(NAME)), query: NAME, variables })).toEqual(expected);
    });

    test('an id with another text', async () => {
      const expected = isOff ? { store: { currency: 'eur' } } : BAD;
      expect(await ask(mode, { ...at(sha256(NAME)), query: CURRENCY, variables })).toEqual(expected);
    });

    test('an unknown hash with its text, and with another one', async () => {
      const found = expect.objectContaining({ store: expect.anything() });
      const own = { off: found, prefer: found, listed: NOT_LISTED, only: NOT_LISTED }[mode];
      expect(await ask(mode, { ...at(sha256(UNLISTED)), query: UNLISTED, variables })).toEqual(own);
      const other = { off: found, prefer: BAD, listed: BAD, only: NOT_LISTED }[mode];
      expect(await ask(mode, { ...at('0'.repeat(64)), query: UNLISTED, variables })).toEqual(other);
    });

    test('a mutation by GET', async () => {
      const asked = { ...at(sha256(UPDATE)), variables: { input: { id: 'x' } } };
      expect(await ask(mode, asked, 'GET')).toEqual(isOff ? NOT_SUPPORTED : isRefused('BAD_USER_INPUT', 405));
    });

    test.each<[string, unknown]>([
      ['257 characters', 'x'.repeat(257)],
      ['no character', ''],
      ['a blank', 'a b'],
      ['a slash', '../x'],
      ['an accent', 'é'],
      ['a line', 'a\n'],
      ['a number', 7],
      ['true', true],
      ['a list', ['d41d8cd98f00b204e9800998ecf8427e']],
      ['an object', { toString: 'd41d8cd98f00b204e9800998ecf8427e' }],
    ])('what is no id is refused: %s', async (_what, id) => {
      expect(await ask(mode, { ...at(id), variables })).toEqual(isOff ? NOT_SUPPORTED : BAD);
    });
  });

  test('null is no id', async () => {
    const asked = {
      documentId: null,
      extensions: { persistedQuery: null },
      doc_id: null,
      id: null,
      query: NAME,
      variables,
    };
    expect(await ask(mode, asked)).toEqual(mode === 'only' ? ID_REQUIRED : CRAFTKEEP);
  });
});

describe.each(TRUSTED)('DOCUMENTS=%s', (mode) => {
  test('the first place counts', async () => {
    const all = {
      documentId: sha256(NAME),
      extensions: { persistedQuery: { sha256Hash: sha256(CURRENCY) } },
      doc_id: 'x',
      id: 'y',
    };
    const { documentId: _first, ...others } = all;
    expect(await ask(mode, { ...all, variables })).toEqual(CRAFTKEEP);
    expect(await ask(mode, { ...others, variables })).toEqual({ store: { currency: 'eur' } });
    expect(await ask(mode, { doc_id: sha256(NAME), id: 'y', variables })).toEqual(CRAFTKEEP);
  });

  test('no value in any place of an id makes the gateway fail, or call the REST API', async () => {
    const value = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'hasOwnProperty'),
    );
    const params = fc.record(
      {
        documentId: value,
        doc_id: value,
        id: value,
        extensions: fc.oneof(value, fc.record({ persistedQuery: fc.oneof(value, fc.record({ sha256Hash: value })) })),
      },
      { requiredKeys: [] },
    );
    const codes = ['BAD_USER_INPUT', 'PERSISTED_QUERY_NOT_FOUND', 'DOCUMENT_NOT_LISTED', 'DOCUMENT_ID_REQUIRED'];
    await fc.assert(
      fc.asyncProperty(params, async (asked) => {
        const answer = await ask(mode, asked);
        expect(codes).toContain(answer.code);
        expect(answer).toMatchObject({ status: 400, calls: 0 });
      }),
      { numRuns: 200 },
    );
  });
});

test('where the schema cannot be read, introspection is no exception', async () => {
  const gateway = await startGateway({ env: { DOCUMENTS: 'listed', DOCUMENTS_FILE, INTROSPECTION: 'off' } });
  const { errors } = await gateway.query('{ __typename }');
  expect(errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_LISTED');
  await gateway.close();
});

test('a plugin of Yoga sees the text of a document that is asked for by its id', async () => {
  const seen: unknown[] = [];
  const plugin: YogaPlugin = { onParams: ({ params }) => void seen.push(params.query) };
  const gateway = await startGateway({ env: { DOCUMENTS: 'only', DOCUMENTS_FILE }, plugins: [plugin] });
  expect((await gateway.send({ documentId: sha256(NAME), variables })).data).toEqual(CRAFTKEEP);
  const unknown = await gateway.send({ documentId: 'x' });
  expect(unknown.errors?.[0]?.extensions.code).toBe('DOCUMENT_NOT_LISTED');
  expect(seen).toEqual([NAME, undefined]);
  await gateway.close();
});
