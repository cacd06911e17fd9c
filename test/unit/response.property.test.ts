import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { processRegularResult } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { toResponse } from '../../src/server/response.ts';

/** What an error may say of the answer as a whole. */
const http = fc.record(
  {
    status: fc.constantFrom(400, 401, 405, 500, 503),
    spec: fc.boolean(),
    headers: fc.dictionary(fc.constantFrom('Allow', 'WWW-Authenticate', 'retry-after'), fc.constantFrom('1', 'POST')),
  },
  { requiredKeys: ['status'] },
);

const originals = fc.constantFrom(
  undefined,
  new TypeError('it broke'),
  new GraphQLError('inner'),
  new GraphQLError('inner', { originalError: new RangeError('it broke deeper') }),
);

const errors = fc
  .record({
    message: fc.string(),
    path: fc.option(fc.array(fc.oneof(fc.string(), fc.nat())), { nil: undefined }),
    originalError: originals,
    http: fc.option(http, { nil: undefined }),
    more: fc.dictionary(fc.constantFrom('requestId', 'retryAfter', 'upstream'), fc.jsonValue()),
  })
  .map(({ message, path, originalError, http: asked, more }) => {
    const extensions = { code: 'BAD_USER_INPUT', ...more, ...(asked && { http: asked }) };
    return new GraphQLError(message, { path, originalError, extensions });
  });

const results = fc.record(
  {
    errors: fc.array(errors, { maxLength: 4 }),
    data: fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: null }),
    extensions: fc.record({ cost: fc.record({ restCalls: fc.nat() }) }),
  },
  { requiredKeys: [] },
);

test('status, headers and body of any result are those that GraphQL Yoga gives it', async () => {
  await fc.assert(
    fc.asyncProperty(
      results,
      fc.constantFrom('application/json', 'application/graphql-response+json'),
      async (result, mediaType) => {
        const expected = processRegularResult(
          result as Parameters<typeof processRegularResult>[0],
          { Response } as never,
          mediaType,
        );
        const { status, contentType, headers, body } = toResponse(result, mediaType);
        const given = new Headers({ 'content-type': contentType });
        for (let at = 0; at < headers.length; at += 2) given.set(headers[at] as string, headers[at + 1] as string);
        expect({ status, headers: [...given], body }).toEqual({
          status: expected.status,
          headers: [...expected.headers],
          body: await expected.text(),
        });
      },
    ),
    { numRuns: 2000 },
  );
});

test('an error that asks for a status and headers gets them, and the client is not told of that', () => {
  const asked = { status: 405, headers: { Allow: 'POST' } };
  const error = new GraphQLError('Send it by POST.', { extensions: { code: 'BAD_USER_INPUT', http: asked } });
  expect(toResponse({ errors: [error] }, 'application/json')).toEqual({
    status: 405,
    contentType: 'application/json; charset=utf-8',
    headers: ['Allow', 'POST'],
    body: '{"errors":[{"message":"Send it by POST.","extensions":{"code":"BAD_USER_INPUT"}}]}',
  });
});
