import { GraphQLError } from 'graphql';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RefusedError, UnavailableError } from '../../src/rest/errors.ts';
import { reportErrors } from '../../src/server/errors.ts';
import { createLog } from '../../src/server/log.ts';
import type { RequestState } from '../../src/server/request-state.ts';
import { startGateway } from '../support/gateway.ts';

interface Line {
  readonly [fact: string]: unknown;
  readonly msg: string;
}
const parseLines = (text: string): Line[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

describe('an answer with many failed fields', () => {
  const fields = Array.from({ length: 40 }, (_, n) => `s${n}: store(storeId: "${n + 1}") { name }`);

  test('is told in a line a cause with a count, and in the line of its request by code and count', async () => {
    const gateway = await startGateway({ env: { MAX_REST_CALLS: '200' } });
    onTestFinished(() => gateway.close());
    const { faults } = gateway.sandbox;
    const body = JSON.stringify({ status: 500, code: 'broken', message: 'It broke.', trace_id: 't'.repeat(1000) });
    faults.add({ kind: 'answer', status: 500, body, headers: { 'content-type': 'application/json' } }, { times: 30 });
    faults.add({ kind: 'error', status: 403, code: 'forbidden' }, { times: 10 });
    const { errors } = await gateway.query(`{ ${fields.join(' ')} }`, {}, { 'x-request-id': 'r-1' });
    expect(errors).toHaveLength(40);
    await vi.waitFor(() => expect(gateway.logged()).toContain('"msg":"request"'));
    const lines = parseLines(gateway.logged());
    expect(lines).toHaveLength(3);
    expect(lines).toMatchObject([
      { level: 40, requestId: 'r-1', count: 30, status: 500, code: 'broken', msg: 'refused by the REST API' },
      { level: 40, requestId: 'r-1', count: 10, status: 403, code: 'forbidden', msg: 'refused by the REST API' },
      { level: 30, requestId: 'r-1', errors: { UPSTREAM_ERROR: 30, FORBIDDEN: 10 }, msg: 'request' },
    ]);
    expect(lines[0]?.traceId).toBe(`${'t'.repeat(127)}…`);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('paynow_gateway_errors_total{code="UPSTREAM_ERROR"} 30\n');
  });
});

describe('the report of errors', () => {
  async function report(errors: readonly GraphQLError[]) {
    const lines: string[] = [];
    const log = await createLog({ level: 'info', destination: { write: (text) => void lines.push(text) } });
    const state = { requestId: 'r-1' } as RequestState;
    const reported = reportErrors(log, state, errors);
    log.flush();
    return { reported, lines: parseLines(lines.join('')), counts: state.errorCodes };
  }
  const failed = (originalError: Error, code: string, path: readonly (string | number)[] = ['a']): GraphQLError =>
    new GraphQLError('It failed.', { originalError, path, extensions: { code } });

  test('of ninety errors is a line for each cause, whatever is different beside it', async () => {
    const errors = Array.from({ length: 90 }, (_, index) =>
      index % 3 === 0
        ? failed(new UnavailableError('The PayNow API cannot be reached.', false), 'UPSTREAM_UNAVAILABLE')
        : failed(new RefusedError(500, { code: 'broken', traceId: `t-${index}` }), 'UPSTREAM_ERROR'),
    );
    const { lines, counts } = await report(errors);
    expect(lines).toMatchObject([
      { count: 30, sent: false, msg: 'The PayNow API cannot be reached.' },
      { count: 60, status: 500, code: 'broken', traceId: 't-1', msg: 'refused by the REST API' },
    ]);
    expect(counts).toEqual({ UPSTREAM_UNAVAILABLE: 30, UPSTREAM_ERROR: 60 });
  });

  test('of as many causes ends with the number of those that it does not tell', async () => {
    const errors = Array.from({ length: 90 }, (_, n) =>
      failed(new RefusedError(500, { code: `broken-${n}` }), 'UPSTREAM_ERROR'),
    );
    const { lines } = await report(errors);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toMatchObject({ count: 70, msg: 'more errors of other causes' });
  });

  test('of an unforeseen error holds a bounded number of frames once, and no line of its message', async () => {
    const failure = new TypeError('no\n    at c4n4ry (file:///c4n4ry.ts:1:1)');
    failure.stack += `\n${'    at deep (file:///deep.ts:1:1)\n'.repeat(100)}`;
    const { lines } = await report(Array.from({ length: 50 }, () => failed(failure, 'INTERNAL_SERVER_ERROR')));
    expect(lines).toMatchObject([{ level: 50, count: 50, error: 'TypeError', msg: 'unexpected error' }]);
    expect(lines[0]?.stack).toHaveLength(20);
    expect(JSON.stringify(lines)).not.toContain('c4n4ry');
    // As the program's own folder spells it.
    expect(lines[0]?.stack).toContainEqual(
      expect.stringMatching(/^at (.*\()?test\/e2e\/error-log\.test\.ts:\d+:\d+\)?$/),
    );
  });

  test('names the request in a copy of each error, and leaves alone what others may hold', async () => {
    const extensions = { code: 'BAD_USER_INPUT' };
    const own = new GraphQLError('Change it.', { path: ['a'], extensions });
    const kept = new GraphQLError('Syntax Error: Expected Name.', { extensions });
    const { reported } = await report([own, kept]);
    expect(reported.map((error) => error.toJSON())).toEqual([
      { message: 'Change it.', path: ['a'], extensions: { code: 'BAD_USER_INPUT', requestId: 'r-1' } },
      { message: 'Syntax Error: Expected Name.', extensions: { code: 'BAD_USER_INPUT', requestId: 'r-1' } },
    ]);
    expect([own.extensions, kept.extensions]).toEqual([extensions, extensions]);
    expect(extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });
});
