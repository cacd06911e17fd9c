import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pickAnswerType } from '../../src/server/request-head.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';

const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';

/** What clients send by themselves, and what they are answered in. */
const CLIENTS: readonly (readonly [client: string, accept: string, type: string])[] = [
  ['Apollo Router', 'application/json, application/graphql-response+json', JSON_TYPE],
  ['axios', 'application/json, text/plain, */*', JSON_TYPE],
  ['fetch of a browser', '*/*', JSON_TYPE],
  ['Apollo Client', 'application/graphql-response+json,application/json;q=0.9', GRAPHQL_TYPE],
  [
    'Apollo Client with @defer',
    'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
    GRAPHQL_TYPE,
  ],
  [
    'Apollo Client with subscriptions',
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
    GRAPHQL_TYPE,
  ],
  [
    'urql',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    GRAPHQL_TYPE,
  ],
  [
    "Relay's documentation",
    'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
    GRAPHQL_TYPE,
  ],
  ["Java's HttpURLConnection", 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', JSON_TYPE],
];

/** What else may be sent; undefined: nothing here is acceptable. */
const HEADERS: readonly (readonly [accept: string, type: string | undefined])[] = [
  ['application/json;q=0', undefined],
  ['application/json;q=0.0, text/html', undefined],
  ['*/*;q=0', undefined],
  ['application/*;q=0, text/*', undefined],
  ['text/event-stream', undefined],
  ['multipart/mixed', undefined],
  ['multipart/mixed, text/event-stream', undefined],
  ['application/json; charset=utf-16', undefined],
  ['application/json;q=abc', undefined],
  ['application/json;q=-1', undefined],
  ['application/json;x="1, */*', JSON_TYPE],
  ['application/json;q=0, */*', GRAPHQL_TYPE],
  ['application/graphql-response+json;q=0, */*', JSON_TYPE],
  ['application/json;q=0.5, application/graphql-response+json;q=0.6', GRAPHQL_TYPE],
  ['application/json;q=0.6, application/graphql-response+json;q=0.5', JSON_TYPE],
  ['application/graphql-response+json;q=0.1, */*;q=0.2', JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['text/html, application/*;q=0.1', JSON_TYPE],
  ['application/json; charset="UTF-8"', JSON_TYPE],
  ['Application/GraphQL-Response+JSON', GRAPHQL_TYPE],
  ['application/json ; q = 0.3 , application/graphql-response+json ; q=.2', JSON_TYPE],
  ['text/x;note="a, application/graphql-response+json", application/json', JSON_TYPE],
  [',, application/json', JSON_TYPE],
];

let gateway: TestGateway;

beforeAll(async () => {
  // A browser's GET is for data where there is no explorer.
  gateway = await startGateway({ env: { GRAPHIQL: 'off' } });
});
beforeEach(() => gateway.sandbox.clearRequests());
afterAll(() => gateway.close());

const QUERY = `{ store(storeId: "${STORE_ID}") { name } }`;
const KEY = { authorization: 'APIKey sandbox' };

async function send(method: 'GET' | 'POST', accept: string, query = QUERY) {
  const { statusCode, headers, body } = await (method === 'GET'
    ? request(`${gateway.url}/graphql?${new URLSearchParams({ query })}`, { headers: { ...KEY, accept } })
    : request(`${gateway.url}/graphql`, {
        method,
        headers: { ...KEY, accept, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }));
  return {
    status: statusCode,
    type: headers['content-type'],
    cache: headers['cache-control'],
    text: await body.text(),
  };
}

describe.each(['POST', 'GET'] as const)('a %s', (method) => {
  it.each(CLIENTS)('of %s is answered in the type that its Accept header prefers', async (_client, accept, type) => {
    const answer = await send(method, accept);
    expect(answer).toMatchObject({ status: 200, type: `${type}; charset=utf-8`, cache: 'private, no-store' });
    expect(JSON.parse(answer.text)).toMatchObject({ data: { store: { name: 'Craftkeep' } } });
  });

  it.each(HEADERS)('that accepts %s gets %s', async (accept, type) => {
    const { status, type: contentType, cache, text } = await send(method, accept);
    expect(cache).toBe('private, no-store');
    if (type !== undefined) {
      expect({ status, contentType }).toEqual({ status: 200, contentType: `${type}; charset=utf-8` });
      return;
    }
    expect({ status, contentType }).toEqual({ status: 406, contentType: 'application/json; charset=utf-8' });
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(gateway.sandbox.requests).toEqual([]);
  });

  it('has its errors told by the status in one type, and beside 200 in the other', async () => {
    const invalid = '{ noSuchField }';
    expect(await send(method, GRAPHQL_TYPE, invalid)).toMatchObject({ status: 400 });
    expect(await send(method, JSON_TYPE, invalid)).toMatchObject({ status: 200 });
  });
});

describe('the choice between the two types', () => {
  /** Ranges that fit one of them, both, or none, from the most to the least specific. */
  const RANGES = [JSON_TYPE, GRAPHQL_TYPE, 'application/*', '*/*', 'text/html', 'text/*'] as const;
  const weight = fc.constantFrom(undefined, '0', '0.001', '0.5', '.7', '1', '1.000');
  const ranges = fc.uniqueArray(fc.record({ range: fc.constantFrom(...RANGES), q: weight, padding: fc.boolean() }), {
    selector: ({ range }) => range,
    minLength: 1,
  });

  it('is that of RFC 9110: the most specific range weighs a type, and the weightier one wins', () =>
    fc.assert(
      fc.property(ranges, (accepted) => {
        const header = accepted
          .map(({ range, q, padding }) => range + (q === undefined ? '' : `${padding ? ' ; ' : ';'}q=${q}`))
          .join(',');
        const weigh = (type: string) => {
          const fitting = [type, 'application/*', '*/*'].map((one) => accepted.find(({ range }) => range === one));
          const found = fitting.find((one) => one !== undefined);
          return found ? Number(found.q ?? 1) : 0;
        };
        const [json, graphql] = [weigh(JSON_TYPE), weigh(GRAPHQL_TYPE)];
        const picked = pickAnswerType(header);
        if (json === 0 && graphql === 0) expect(picked).toBeUndefined();
        else if (json > graphql) expect(picked).toBe(JSON_TYPE);
        else if (json < graphql) expect(picked).toBe(GRAPHQL_TYPE);
        else expect([JSON_TYPE, GRAPHQL_TYPE]).toContain(picked);
      }),
      { numRuns: 2000 },
    ));

  it('is made of whatever bytes a header holds, and again the same', () => {
    const piece = fc.constantFrom(...';,="\\/*+ \tq', 'application/json', 'charset', 'q=', '__proto__', 'é', '\u007f');
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 60 }), (header) => {
        const picked = pickAnswerType(header);
        expect([JSON_TYPE, GRAPHQL_TYPE, undefined]).toContain(picked);
        expect(pickAnswerType(header)).toBe(picked);
      }),
      { numRuns: 5000 },
    );
  });
});
