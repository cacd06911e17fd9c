import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { createLog, type Log } from '../../src/server/log.ts';
import { EMPTY_STORE_ID, STORE_ID, startGateway } from '../support/gateway.ts';
import { startServer } from '../support/server.ts';
import { startTokenGateway } from '../support/token-gateway.ts';
import { sendHttp } from '../support/wire.ts';

/** The caller's key, what the caller sends beside it, and what the REST API holds: none of them may come out. */
const KEY = `key-${randomUUID()}`;
const INPUT = `input-${randomUUID()}`;
const STORED = `stored-${randomUUID()}`;
const ROUTER_SECRET = `router-${randomUUID()}`;
const CANARIES = new RegExp([KEY, INPUT, STORED, ROUTER_SECRET, encodeURIComponent(KEY)].join('|'));

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const RUNS = (['passthrough', 'tokens'] as const).flatMap((mode) =>
  ['development', 'production'].flatMap((environment) => LEVELS.map((level) => ({ mode, environment, level }))),
);

const answer = (body: string, headers = {}): Fault => ({ kind: 'answer', status: 200, body, headers });

/** All that can go wrong with an answer, with all three secrets wherever a text can stand. */
const FAULTS: readonly Fault[] = [
  ...[400, 401, 403, 404, 409, 418, 422, 429, 500, 503].map(
    (status): Fault => ({
      kind: 'error',
      status,
      code: `bad-${KEY}`,
      message: `${KEY} may not`,
      headers: { x: STORED },
    }),
  ),
  { kind: 'error', status: 500, message: `${STORED} ${INPUT}`, headers: { 'retry-after': STORED } },
  answer(`{"${STORED}`),
  answer(`"${STORED}"`),
  answer(`{"id":"${STORED}"}`),
  answer(STORED, { 'content-type': `text/${STORED}` }),
  answer(STORED, { 'content-encoding': STORED }),
  answer(STORED, { 'content-encoding': 'gzip' }),
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'redirect', location: `http://user:${KEY}@127.0.0.1:9/${STORED}` },
  { kind: 'content-type', type: `text/${STORED}` },
  { kind: 'truncate' },
  { kind: 'drip', bytes: 100, everyMs: 1 },
  { kind: 'oversize', bytes: 6 * 2 ** 20 },
  { kind: 'gzip-bomb', bytes: 6 * 2 ** 20 },
  { kind: 'reset' },
];

/** An id of its own for each fault, so that they can be met at once. */
const idOf = (index: number): string => String(450_000_000_000_000_001n + BigInt(index));

afterEach(() => {
  vi.unstubAllEnvs();
});

function collect(): { readonly lines: string[]; readonly destination: Writable } {
  const lines: string[] = [];
  const write: Writable['_write'] = (chunk, _encoding, done) => {
    lines.push(String(chunk));
    done();
  };
  return { lines, destination: new Writable({ write }) };
}

/** Stores of which nothing is known. */
const OTHER_STORES = Array.from({ length: 99 }, (_, n) => String(n + 1));

/** A gateway that calls with the key, and the header of a caller; with tokens, the caller does not know the key. */
async function start(mode: (typeof RUNS)[number]['mode'], env: Readonly<Record<string, string>>) {
  const options = { sandbox: { keys: [KEY] }, env };
  if (mode === 'tokens') {
    const stores = [STORE_ID, EMPTY_STORE_ID, ...OTHER_STORES];
    const gateway = await startTokenGateway({ ...options, keys: Object.fromEntries(stores.map((id) => [id, KEY])) });
    const token = await gateway.issuer.sign({ claims: { scope: 'paynow:coupons:write', stores: '*' } });
    return {
      gateway,
      authorization: `Bearer ${token}`,
      secrets: [KEY, token, token.slice(token.lastIndexOf('.') + 1)],
    };
  }
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return { gateway, authorization: `APIKey ${KEY}`, secrets: [KEY] };
}

test.each(RUNS)('no failure of the REST API lets a secret out: $mode, $environment, $level', async (run) => {
  vi.stubEnv('NODE_ENV', run.environment);
  const { gateway, authorization, secrets } = await start(run.mode, {
    NODE_ENV: run.environment,
    LOG_LEVEL: run.level,
    ROUTER_SECRETS: ROUTER_SECRET,
    MAX_REST_CALLS: '200',
  });
  const headers = {
    authorization,
    'x-router-secret': ROUTER_SECRET,
    cookie: `session=${INPUT}`,
    'user-agent': INPUT,
  };
  const { data, faults } = gateway.sandbox;
  data.insertCoupons(
    STORE_ID,
    FAULTS.map((_fault, index) => ({ id: idOf(index), note: STORED, code: `${STORED}${index}` })),
  );
  // Enough that goes well for the breaker to stay closed.
  const fine = OTHER_STORES.map((storeId) => `s${storeId}: store(storeId: "${storeId}") { name }`);
  await gateway.query(`{ ${fine.join(' ')} }`, {}, headers);
  const handles = FAULTS.map((fault, index) => faults.add(fault, { when: { path: new RegExp(`/${idOf(index)}$`) } }));

  const READ = `query ($id: FlakeID!, $after: String) {
    coupon(storeId: "${STORE_ID}", couponId: $id) { couponId }
    store(storeId: "${EMPTY_STORE_ID}") { coupons(after: $after) { nodes { couponId } } }
  }`;
  const WRITE = `mutation ($input: CouponUpdateInput!) {
    couponUpdate(input: $input) { coupon { couponId } userErrors { code field message } }
  }`;
  const answers = await Promise.all(
    FAULTS.flatMap((_fault, index) => {
      const id = idOf(index);
      const input = { id: `gid://paynow/Coupon/${STORE_ID}/${id}`, set: { note: INPUT } };
      return [gateway.query(READ, { id, after: INPUT }, headers), gateway.query(WRITE, { input }, headers)];
    }),
  );
  answers.push(
    await gateway.query(READ, { id: INPUT }, headers),
    await gateway.query(WRITE, { input: { [INPUT]: KEY } }, headers),
    await gateway.query(`{ store("${INPUT}") }`, {}, headers),
    await gateway.query(READ, {}, { ...headers, authorization: KEY }),
    await gateway.query(READ, {}, { ...headers, 'x-router-secret': INPUT.padEnd(40) }),
    await gateway.query(READ, {}, { ...headers, authorization: `${authorization}x` }),
    await gateway.query(READ, {}, { ...headers, authorization: `${authorization}, ${authorization}` }),
  );
  const metrics = await (await fetch(`${gateway.url}/metrics`, { headers })).text();

  // All of them were where they could have come out.
  expect(handles.map(({ hits }) => hits > 0)).toEqual(FAULTS.map(() => true));
  const sent = gateway.sandbox.requests.map(({ headers: { authorization }, body }) => `${authorization} ${body}`);
  expect(sent.join('\n')).toContain(INPUT);
  expect(new Set(sent.map((text) => text.slice(0, 7 + KEY.length)))).toEqual(new Set([`APIKey ${KEY}`]));

  const failed = answers.filter(({ errors, data: given }) => errors || given.couponUpdate.userErrors.length > 0);
  expect(failed.length).toBeGreaterThan(FAULTS.length * 2);
  // The name of an unknown input field is part of what is wrong, as every name is.
  const texts = answers
    .map((given) => JSON.stringify(given))
    .filter((text) => !text.includes('is not defined by type'));
  for (const text of [...texts, gateway.logged(), metrics]) {
    expect(text).not.toMatch(CANARIES);
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  // Attempts to write are told of with tokens, whatever the level is.
  const isSilent = LEVELS.indexOf(run.level) > LEVELS.indexOf('warn') && run.mode !== 'tokens';
  expect(gateway.logged() === '').toBe(isSilent);
});

test.each(['development', 'production'])('no silence of the REST API lets a secret out: %s', async (environment) => {
  vi.stubEnv('NODE_ENV', environment);
  const env = { NODE_ENV: environment, UPSTREAM_TIMEOUT_MS: '1000', OPERATION_TIMEOUT_MS: '1500' };
  const gateway = await startGateway({ sandbox: { keys: [KEY], faults: [{ fault: { kind: 'hang' } }] }, env });
  onTestFinished(() => gateway.close());
  const id = `gid://paynow/Coupon/${STORE_ID}/${idOf(0)}`;
  const document = `mutation { couponUpdate(input: { id: "${id}", set: { note: "${INPUT}" } }) { userErrors { message } } }`;
  const answer = await gateway.query(document, {}, { authorization: `APIKey ${KEY}` });
  expect(gateway.sandbox.requests).toMatchObject([
    { headers: { authorization: `APIKey ${KEY}` }, body: expect.stringContaining(INPUT) },
  ]);
  expect(answer.data.couponUpdate.userErrors).toHaveLength(1);
  expect(JSON.stringify(answer) + gateway.logged()).not.toMatch(CANARIES);
});

/** Fails in every way that code can, with secrets in all that an error consists of. */
const THROWING = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      thrown: { type: GraphQLString, resolve: () => Promise.reject(createFailure()) },
      text: { type: GraphQLString, resolve: () => Promise.reject(`${KEY} ${STORED}`) },
      aggregate: {
        type: GraphQLString,
        resolve: () => {
          throw new AggregateError([createFailure(), createFailure()], KEY);
        },
      },
      unprintable: { type: GraphQLString, resolve: () => ({ toString: KEY, [STORED]: KEY }) },
    },
  }),
});

function createFailure(): Error {
  const url = `https://user:${KEY}@api.example/v1?api_key=${KEY}`;
  const cause = Object.assign(new Error(`GET ${url}`), { headers: { authorization: `APIKey ${KEY}` }, body: STORED });
  const failure = Object.assign(new TypeError(`${KEY} at ${url}`, { cause }), { config: { url, key: KEY } });
  failure.stack += `\n    at ${url}`;
  return failure;
}

async function startThrowing(level: string) {
  const { lines, destination } = collect();
  const log = await createLog({ level, destination });
  const { url } = await startServer({ log, schema: THROWING });
  return { url, logged: () => lines.join('') };
}

test.each(RUNS)('no thrown error lets a secret out: $environment, $level', async ({ environment, level }) => {
  vi.stubEnv('NODE_ENV', environment);
  const { url, logged } = await startThrowing(level);
  const headers = { 'content-type': 'application/json', authorization: `APIKey ${KEY}` };
  const answers: string[] = [];
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    for (const field of ['thrown', 'text', 'aggregate', 'unprintable']) {
      const query = `{ ${field} }`;
      const path = `/graphql?${new URLSearchParams({ query })}`;
      answers.push((await sendHttp(url, { headers: { ...headers, accept }, body: JSON.stringify({ query }) })).text);
      answers.push((await sendHttp(url, { method: 'GET', path, headers: { ...headers, accept } })).text);
    }
  }
  for (const text of answers) {
    expect(text).toContain('"code":"INTERNAL_SERVER_ERROR"');
    expect(text).not.toMatch(/node_modules|\\n +at |api\.example/);
  }
  expect(answers.join('\n') + logged()).not.toMatch(CANARIES);
  expect(logged().includes('"msg":"unexpected error"')).toBe(level !== 'fatal');
});

test('a caller who names an operation and a request by the key keeps it out of the log all the same', async () => {
  const key = KEY.replaceAll('-', '_');
  const gateway = await startGateway({ sandbox: { keys: [key] } });
  onTestFinished(() => gateway.close());
  const headers = { authorization: `APIKey ${key}`, 'x-request-id': key };
  expect((await gateway.query(`query ${key} { store(storeId: "1") { name } }`, {}, headers)).errors).toBeUndefined();
  const line = await vi.waitFor(() => JSON.parse(gateway.logged()) as object);
  expect(line).toMatchObject({ requestId: '[redacted]', name: '[redacted]', restCalls: 1, msg: 'request' });
});

describe('the log itself', () => {
  /** The lines in what was written, whatever was written at once. */
  const toLines = (written: readonly string[]): string[] => written.join('').trimEnd().split('\n');

  /** Writes what must never be given to a log, and returns the line. */
  async function lineOf(write: (log: Log) => void, secrets: readonly string[] = []): Promise<string> {
    const { lines, destination } = collect();
    const log = await createLog({ level: 'trace', secrets, destination });
    log.hold(`APIKey ${KEY}`);
    write(log);
    log.flush();
    expect(lines).toHaveLength(1);
    return lines[0] as string;
  }

  test.each(LEVELS)('holds no credential of a request under way, whatever it is given: %s', async (level) => {
    const line = await lineOf((log) => {
      const headers = { authorization: `Bearer ${INPUT}`, 'X-Router-Secret': ROUTER_SECRET, cookie: `a=${INPUT}; b="` };
      const rawHeaders = ['Host', 'x', 'Authorization', `Basic ${INPUT}`];
      const err = Object.assign(new Error(`as ${KEY}`, { cause: createFailure() }), { errors: [createFailure()] });
      log[level]({ err, request: { headers, rawHeaders }, [KEY]: { KEY } }, `told ${KEY} to https://a:${INPUT}@b`);
    });
    expect(line.replaceAll(STORED, '')).not.toMatch(CANARIES);
    // It still says what happened.
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', message: expect.stringMatching(/^as \[redacted\]: \[redacted\] at https:/) },
      request: { rawHeaders: ['Host', 'x', 'Authorization', '[redacted]'] },
      msg: 'told [redacted] to https://[redacted]@b',
    });
  });

  test('holds no router secret, whoever sends it', async () => {
    const line = await lineOf((log) => log.info(`was ${ROUTER_SECRET}, is ${INPUT}`), [ROUTER_SECRET, INPUT]);
    expect(JSON.parse(line).msg).toBe('was [redacted], is [redacted]');
  });

  test.each([
    ['quotes', 'key-"with"-\\quotes\\'],
    ['what a URL encodes', 'key/with+all=of%it&more'],
    ['what a pattern would mean', 'key(with).*[all]$^'],
  ])('holds no credential in another spelling: %s', async (_id, credential) => {
    const line = await lineOf((log) => {
      log.hold(`APIKey ${credential}`);
      log.info({ credential, url: `/x?y=${encodeURIComponent(credential)}` }, `APIKey ${credential}`);
    });
    expect(JSON.parse(line)).toMatchObject({
      credential: '[redacted]',
      url: '/x?y=[redacted]',
      msg: 'APIKey [redacted]',
    });
  });

  test('takes out the longer one of two that begin alike as a whole', async () => {
    const line = await lineOf((log) => {
      log.hold(`APIKey ${KEY}-and-more`);
      log.info(`${KEY}-and-more`);
    });
    expect(JSON.parse(line).msg).toBe('[redacted]');
  });

  test('forgets a credential when the last request with it is over', async () => {
    const { lines, destination } = collect();
    const log = await createLog({ level: 'info', destination });
    for (const turn of ['hold', 'hold', 'release', 'release'] as const) {
      log[turn](`APIKey ${KEY}`);
      log.info(KEY);
    }
    log.flush();
    expect(toLines(lines).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      '[redacted]',
      '[redacted]',
      '[redacted]',
      KEY,
    ]);
  });

  test('writes what is logged in one turn of the event loop at once', async () => {
    const { lines, destination } = collect();
    const log = await createLog({ level: 'info', destination });
    for (const word of ['one', 'two', 'three']) log.info(word);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(toLines(lines).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one', 'two', 'three']);
  });

  test('beside other processes writes whole lines only, no more at once than a pipe keeps together', async () => {
    const { lines, destination } = collect();
    const log = await createLog({ level: 'info', pid: 7, destination });
    for (let line = 0; line < 100; line++) log.info({ line }, 'ä'.repeat(100));
    log.flush();
    expect(lines.length).toBeGreaterThan(1);
    for (const write of lines) {
      expect(write.endsWith('\n')).toBe(true);
      expect(Buffer.byteLength(write)).toBeLessThanOrEqual(4096);
    }
    expect(toLines(lines).map((line) => JSON.parse(line))).toMatchObject(
      Array.from({ length: 100 }, (_, line) => ({ pid: 7, line })),
    );
  });

  test.each([
    ['a name', 'requestId'],
    ['a long name', 'replacedAfterMs'],
    ['a code', 'INTERNAL_SERVER_ERROR'],
    ['a word of a message', 'configuration'],
    ['the hour', new Date().toISOString().slice(0, 13)],
    ['the beginning of a line', '{"level":30,"time":'],
    ['the process', '"pid":123456789,'],
  ])('keeps its own words, though a caller sends one of them as a credential: %s', async (_id, credential) => {
    const { lines, destination } = collect();
    const log = await createLog({ level: 'info', pid: 123456789, destination });
    log.hold(`APIKey ${credential}`);
    const told = { requestId: 'r-1', replacedAfterMs: 1, errors: { INTERNAL_SERVER_ERROR: 2 } };
    log.info(told, 'The PayNow API sent a marketing configuration of another store.');
    log.flush();
    expect(lines[0]).toMatch(/^{"level":30,"time":"[-\d]+T[:.\d]+Z","pid":123456789,"requestId"/);
    expect(JSON.parse(String(lines[0]))).toMatchObject({
      ...told,
      msg: 'The PayNow API sent a marketing configuration of another store.',
    });
  });

  test('cuts a text after it has taken out the secrets, so that no beginning of one is left', async () => {
    for (let before = 100; before <= 130; before++) {
      const line = await lineOf((log) => log.info({ traceId: `${'-'.repeat(before)}${KEY}${'-'.repeat(1000)}` }));
      const { traceId } = JSON.parse(line);
      expect(traceId.length).toBeLessThanOrEqual(128);
      expect(traceId).not.toContain('key');
    }
  });

  test('holds no beginning of the longest secret, however often a long text holds it', async () => {
    const key = `k3y${'x'.repeat(4093)}`;
    const line = await lineOf((log) => {
      log.hold(`APIKey ${key}`);
      log.info({ traceId: `${key} `.repeat(300) });
    });
    expect(line).not.toContain('xxx');
  });

  test.each([
    ['an open text', '"'],
    ['backslashes', '\\'],
    ['schemes', 'basic '],
    ['a scheme and spaces', `basic${' '.repeat(2 ** 20)}`],
    ['beginnings of URLs', '://'],
    ['beginnings of a query', '?token='],
    ['the beginning of a key', KEY.slice(0, -1)],
    ['names of headers', 'authorization:'],
  ])('takes time in proportion to the text: 1 MB of %s', async (_id, part) => {
    const text = part.repeat(Math.ceil(2 ** 20 / part.length));
    const line = await lineOf((log) => log.info({ text, texts: [text, text], [text]: text }, text));
    expect(line.length).toBeLessThan(6000);
  });

  test('bounds an object that holds itself, and one that holds too much', async () => {
    const endless: Record<string, unknown> = { list: Array.from({ length: 10_000 }, (_, index) => index) };
    endless.self = endless;
    const line = await lineOf((log) => log.info({ endless }, 'told'));
    expect(line.length).toBeLessThan(6000);
    expect(JSON.parse(line).msg).toBe('told');
  });
});
