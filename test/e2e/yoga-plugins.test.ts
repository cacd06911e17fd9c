import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { YogaPlugin } from '../../src/server/yoga.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { sendHttp } from '../support/wire.ts';

const CANARY = 'c4n4ry';

const hooks: string[] = [];
/** A plugin of every hook that runs. */
const listening: YogaPlugin = {
  onRequest: () => void hooks.push('onRequest'),
  onRequestParse: () => void hooks.push('onRequestParse'),
  onParams: () => void hooks.push('onParams'),
  onExecutionResult: () => void hooks.push('onExecutionResult'),
  onResultProcess: () => void hooks.push('onResultProcess'),
  onResponse: () => void hooks.push('onResponse'),
};
const ALL = ['onRequest', 'onRequestParse', 'onParams', 'onExecutionResult', 'onResultProcess', 'onResponse'];

/** Answers and fails as a header asks for. */
const meddling: YogaPlugin = {
  onRequest({ request, endResponse, fetchAPI }) {
    if (request.headers.get('x-end')) endResponse(new fetchAPI.Response('ended', { status: 418 }));
    if (request.headers.get('x-throw')) throw new TypeError(CANARY);
  },
  onParams({ request }) {
    if (request.headers.get('x-fail')) throw new RangeError(CANARY);
  },
  onResponse({ response }) {
    response.headers.set('x-plugin', 'was here');
  },
};

let plain: TestGateway;
let mounted: TestGateway;

beforeAll(async () => {
  plain = await startGateway();
  mounted = await startGateway({ plugins: [listening, meddling] });
});
afterAll(async () => {
  await plain.close();
  await mounted.close();
});
beforeEach(() => void hooks.splice(0));

const NAME = `{ store(storeId: "${STORE_ID}") { name } }`;
const JSON_TYPE = { 'content-type': 'application/json' };
const post = (params: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  headers: { ...JSON_TYPE, ...headers },
  body: typeof params === 'string' ? params : JSON.stringify(params),
});
const get = (params: Readonly<Record<string, string>>, method = 'GET') => ({
  method,
  path: `/graphql?${new URLSearchParams(params)}`,
});

const REQUESTS = [
  ['a query', post({ query: NAME })],
  ['a query by GET', get({ query: NAME })],
  ['a query by HEAD', get({ query: NAME }, 'HEAD')],
  [
    'variables by GET',
    get({ query: 'query($s: FlakeID!) { store(storeId: $s) { name } }', variables: `{"s":"${STORE_ID}"}` }),
  ],
  ['variables that are not JSON', get({ query: NAME, variables: 'x' })],
  ['variables that are no object', get({ query: NAME, variables: '[]' })],
  ['no parameters', get({})],
  ['an unknown parameter', post({ query: NAME, more: 1 })],
  ['the id of a document', post({ documentId: 'x' })],
  ['a body that is not JSON', post('{')],
  ['a list', post([])],
  ['a document that is not GraphQL', post({ query: '{' })],
  ['a document that does not fit the schema', post({ query: '{ nonsense }' })],
  [
    'a variable that does not fit',
    post({ query: 'query($s: FlakeID!) { store(storeId: $s) { name } }', variables: { s: CANARY } }),
  ],
  ['a mutation by GET', get({ query: 'mutation { couponDelete(input: { id: "x" }) { userErrors { code } } }' })],
  ['another method', { method: 'PUT', path: '/graphql' }],
  ['no credential', { ...post({ query: NAME }), key: '' }],
  ['a credential that the REST API does not accept', { ...post({ query: NAME }), key: 'APIKey wrong' }],
] as const;

describe.each(['application/json', 'application/graphql-response+json', 'text/html, */*'])('as %s', (accept) => {
  test.each(REQUESTS)('plugins of Yoga change no byte of an answer by themselves: %s', async (_id, request) => {
    const { key = 'APIKey sandbox', headers, ...rest } = { key: undefined, headers: {}, ...request };
    const answer = async ({ url }: TestGateway) => {
      const {
        status,
        headers: answered,
        text,
      } = await sendHttp(url, {
        ...rest,
        headers: { ...headers, ...(key && { authorization: key }), accept, 'x-request-id': 'mine' },
      });
      const { date, 'x-plugin': _plugin, ...others } = answered;
      // Each has a REST API of its own, which makes up its trace ids.
      return { status, headers: others, text: text.replace(/"traceId":"\w+"/, '') };
    };
    expect(await answer(mounted)).toEqual(await answer(plain));
  });
});

describe('a plugin of Yoga', () => {
  test.each([
    ['POST', post({ query: '{ __typename }' })],
    ['GET', get({ query: '{ __typename }' })],
  ])('is asked at each step of a request: %s', async (_method, request) => {
    await sendHttp(mounted.url, request);
    expect(hooks).toEqual(ALL);
  });

  test('may answer by itself and add to what is answered', async () => {
    const { status, headers, text } = await sendHttp(mounted.url, post({ query: NAME }, { 'x-end': '1' }));
    expect([status, text, headers['x-plugin']]).toEqual([418, 'ended', 'was here']);
    expect(headers['cache-control']).toBe('private, no-store');
  });

  test.each(['x-fail', 'x-throw'])('that fails is masked and logged: %s', async (header) => {
    const request = post({ query: NAME }, { [header]: '1', 'x-request-id': `id-${header}` });
    const { status, text } = await sendHttp(mounted.url, request);
    expect(status).toBe(500);
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: expect.stringContaining('Something went wrong'),
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: `id-${header}` },
        },
      ],
    });
    expect(mounted.logged()).toContain(`id-${header}`);
    expect(mounted.logged()).not.toContain(CANARY);
  });
});
