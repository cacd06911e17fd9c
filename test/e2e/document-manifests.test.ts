import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createLog } from '../../src/server/log.ts';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { createManifests, type Manifests, sha256 } from '../support/manifests.ts';
import { logLines, runProcess, startProcess } from '../support/watched-process.ts';
import { sendHttp } from '../support/wire.ts';

const NAME = `query Name { store(storeId: "${STORE_ID}") { name } }`;
const CURRENCY = `query Currency { store(storeId: "${STORE_ID}") { currency } }`;
const ID = `query Id { store(storeId: "${STORE_ID}") { id } }`;
const apollo = (...operations: unknown[]) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations });
const SOON = { interval: 10, timeout: 10_000 };

function openManifests(): Manifests {
  const manifests = createManifests();
  onTestFinished(manifests.remove);
  return manifests;
}

async function open(env: Readonly<Record<string, string>>): Promise<TestGateway> {
  const gateway = await startGateway({ env: { DOCUMENTS: 'only', ...env }, reloadMs: 10 });
  onTestFinished(() => gateway.close());
  return gateway;
}

const codeOf = async (gateway: TestGateway, documentId: string): Promise<string> => {
  const { errors } = await gateway.send({ documentId });
  return errors?.[0]?.extensions.code ?? 'OK';
};

/** Each state of the files that cannot be used, and what is said of it. */
const FAULTS: readonly (readonly [what: string, prepare: (manifests: Manifests) => void, faults: readonly RegExp[]])[] =
  [
    ['not JSON', ({ write }) => write('{"a":'), [/persisted\.json: this is not valid JSON in UTF-8\.$/]],
    ['not UTF-8', ({ write }) => write(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), [/not valid JSON in UTF-8/]],
    ['a list', ({ write }) => write([NAME]), [/this is no manifest: give an object of texts by their ids, or/]],
    ['null', ({ write }) => write('null'), [/this is no manifest/]],
    ['an empty object', ({ write }) => write({}), [/^all manifests: they hold no document\.$/]],
    ["an empty list of Apollo's", ({ write }) => write(apollo()), [/^all manifests: they hold no document\.$/]],
    [
      'another format',
      ({ write }) => write({ format: 'x', version: 1, operations: [] }),
      [/this format is not known: give/],
    ],
    ['another version', ({ write }) => write({ ...apollo(), version: 2 }), [/this format is not known: give/]],
    [
      "no list of Apollo's",
      ({ write }) => write({ ...apollo(), operations: { a: { body: NAME } } }),
      [/this format is not known: give/],
    ],
    ['a text that is none', ({ write }) => write({ a: NAME, b: 7 }), [/persisted\.json: b: its text is no string\.$/]],
    [
      "an entry of Apollo's that is none",
      ({ write }) => write(apollo({ id: 'a', body: NAME }, null)),
      [/: entry 2: its id is no string/],
    ],
    ['an id with a blank', ({ write }) => write({ 'a b': NAME }), [/: entry 1: its id is no string of 1 to 256/]],
    ['an id of 257 characters', ({ write }) => write({ ['a'.repeat(257)]: NAME }), [/: entry 1: its id is no string/]],
    [
      'one id twice in one object',
      ({ write }) => write(`{"a":${JSON.stringify(NAME)},"a":${JSON.stringify(ID)}}`),
      [/: a: this id stands for another document already\.$/],
    ],
    [
      'one id twice in one list',
      ({ write }) => write(apollo({ id: 'a', body: NAME }, { id: 'a', body: ID })),
      [/: a: this id stands for another/],
    ],
    [
      'one id in two manifests',
      ({ write }) => {
        write({ a: NAME }, '1.json');
        write({ a: ID }, '2.json');
      },
      [/2\.json: a: this id stands for another document already\.$/],
    ],
    [
      'the hash of another text as an id',
      ({ write }) => write({ a: NAME, [sha256(NAME)]: ID }),
      [/: [0-9a-f]{64}: this id stands for another document/],
    ],
    [
      'documents that do not validate, all of them',
      ({ write }) => write({ a: 'query A { stor { name } }', b: '{', c: NAME, d: '{ store(storeId: 5) { nmae } }' }),
      [
        /: a \(A\): Cannot query field "stor" on type "Query"\. Did you mean "store".*\(line 1, column 11\)$/,
        /: b: Syntax Error: Expected Name, found <EOF>\. \(line 1, column 2\)$/,
        /: d: FlakeID must be a decimal string/,
        /: d: Cannot query field "nmae" on type "Store"\. Did you mean "name"\?/,
      ],
    ],
    [
      'a document beyond a limit',
      ({ write }) => write({ a: `{ ${'__typename '.repeat(6000)}}` }),
      [/: a: The document has too many/],
    ],
    ['a subscription', ({ write }) => write({ a: 'subscription S { x }' }), [/: a \(S\): There are no subscriptions/]],
    [
      'too many documents',
      ({ write }) =>
        write(Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`d${i}`, `{ a${i}: __typename }`]))),
      [/^all manifests: they hold 5,001 documents \(5,000 at most\)\.$/],
    ],
    [
      'too many bytes',
      ({ write }) => {
        const large = `{"a":${JSON.stringify(NAME)}${' '.repeat(6 * 2 ** 20)}}`;
        write(large, '1.json');
        write(large, '2.json');
      },
      [/^all files: they are larger than 10,485,760 bytes together\.$/],
    ],
    ['no file', ({ remove }) => remove(), [/: there is no such file or folder\.$/]],
    [
      'no manifest in the folder',
      ({ folder }) => mkdirSync(join(folder, 'more.json')),
      [/more\.json: this is no file\.$/],
    ],
    [
      'too many faults',
      ({ write }) => write(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i}`, `{ a${i} }`]))),
      [...Array(40).fill(/Cannot query field/), /^all manifests: 20 more faults\.$/],
    ],
  ];

/** The faults as they stand in a message or in a line of the log, which cuts long texts. */
const toPatterns = (faults: readonly RegExp[], before: string) =>
  faults.map(({ source }) => expect.stringMatching(new RegExp(`^${before}${source.replace(/^\^/, '')}`)));

describe('manifests that cannot be used', () => {
  test.each(FAULTS)('keep the gateway from starting, with every fault at once: %s', async (_what, prepare, faults) => {
    const manifests = openManifests();
    prepare(manifests);
    const config = readConfig({
      PAYNOW_API_URL: 'http://127.0.0.1:9',
      DOCUMENTS: 'only',
      DOCUMENTS_FILE: manifests.folder,
    });
    const dependencies = {
      log: await createLog({ level: 'silent' }),
      apiOrigin: 'http://127.0.0.1:9',
    };
    const failure = await createApp(config, dependencies).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).faults).toEqual(toPatterns(faults, 'DOCUMENTS_FILE: .*'));
  });

  test.each(['1', '2'])('end the start with the exit code of a configuration, in %s processes', async (count) => {
    const manifests = openManifests();
    const path = manifests.write({ a: '{ nonsense }' });
    const DOCUMENTS_FILE = `/no/such/file.json, ${path}`;
    const gateway = runProcess({ DOCUMENTS: 'only', DOCUMENTS_FILE, WEB_CONCURRENCY: count });
    expect(await gateway.exited).toBe(78);
    expect(gateway.stderr()).toBe(
      `The configuration cannot be used:
  - DOCUMENTS_FILE: /no/such/file.json: there is no such file or folder.
  - DOCUMENTS_FILE: ${path}: a: Cannot query field "nonsense" on type "Query". Did you mean "nodes"? (line 1, column 3)
`,
    );
    expect(gateway.stdout()).toBe('');
  });

  test.each(FAULTS)('leave the documents that were listed before: %s', async (_what, prepare, faults) => {
    const manifests = openManifests();
    manifests.write({ good: NAME });
    const gateway = await open({ DOCUMENTS_FILE: manifests.folder });
    prepare(manifests);
    const told = await vi.waitFor(() => {
      const lines = refusalsOf(gateway);
      expect(lines).toHaveLength(1);
      return lines[0]?.faults;
    }, SOON);
    expect(told).toHaveLength(faults.length);
    expect(await codeOf(gateway, 'good')).toBe('OK');
  });
});

const refusalsOf = (gateway: TestGateway) =>
  linesOf(gateway, 'DOCUMENTS_FILE cannot be used as it is: what it held before stays');
const reloadsOf = (gateway: TestGateway) => linesOf(gateway, 'DOCUMENTS_FILE has changed');

function linesOf(
  gateway: TestGateway,
  msg: string,
): { readonly faults?: readonly string[]; readonly documents?: number }[] {
  const lines = gateway
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return lines.filter((line) => line.msg === msg);
}

async function metricOf(gateway: TestGateway, name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`paynow_gateway_${name} `));
  return Number(line?.split(' ').at(-1));
}

describe('manifests that change', () => {
  test('are read again: a document more, one less, and one that is another', async () => {
    const manifests = openManifests();
    manifests.write({ kept: NAME, gone: CURRENCY, other: ID });
    const gateway = await open({ DOCUMENTS_FILE: manifests.folder });
    manifests.write({ kept: NAME, more: CURRENCY, other: NAME });
    manifests.write(apollo({ id: 'from-apollo', name: 'Id', type: 'query', body: ID }), 'more.json');
    await vi.waitFor(async () => expect(await codeOf(gateway, 'from-apollo')).toBe('OK'), SOON);
    await vi.waitFor(async () => expect(await codeOf(gateway, 'gone')).toBe('DOCUMENT_NOT_LISTED'), SOON);
    expect(await codeOf(gateway, 'more')).toBe('OK');
    expect((await gateway.send({ documentId: 'other' })).data).toEqual({ store: { name: 'Craftkeep' } });
    expect(await metricOf(gateway, 'documents')).toBe(3);
  });

  test('are compared by what they hold: one that is only written anew is not told of', async () => {
    const manifests = openManifests();
    manifests.write({ a: NAME });
    const gateway = await open({ DOCUMENTS_FILE: manifests.folder });
    for (let time = 0; time < 5; time++) manifests.write({ a: NAME });
    manifests.write({ a: NAME, b: ID });
    await vi.waitFor(() => expect(reloadsOf(gateway)).toEqual([expect.objectContaining({ documents: 2 })]), SOON);
  });

  test('are told of once while they are broken, and again when they are so otherwise, or mended', async () => {
    const failures = () => metricOf(gateway, 'reload_failures_total{variable="DOCUMENTS_FILE"}');
    const manifests = openManifests();
    manifests.write({ a: NAME });
    const gateway = await open({ DOCUMENTS_FILE: manifests.folder });
    expect(await failures()).toBe(0);
    for (const [index, broken] of ['{', '[]', '{'].entries()) {
      const before = await failures();
      manifests.write(broken);
      await vi.waitFor(async () => expect(await failures()).toBeGreaterThan(before + 5), SOON);
      expect(refusalsOf(gateway)).toHaveLength(index + 1);
      expect(await codeOf(gateway, 'a')).toBe('OK');
    }
    manifests.write({ a: NAME });
    await vi.waitFor(() => expect(reloadsOf(gateway)).toHaveLength(1), SOON);
    expect(linesOf(gateway, 'DOCUMENTS_FILE can be used again')).toHaveLength(1);
  });

  test('under load drop nothing, and each answer is that of a document that was listed', async () => {
    const manifests = openManifests();
    const others = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`d${i}`, `query Q${i} { __typename }`]));
    const states = [
      { kept: NAME, changing: NAME, ...others },
      { kept: NAME, changing: CURRENCY },
    ];
    manifests.write(states[0] as object);
    const gateway = await open({ DOCUMENTS_FILE: manifests.folder });
    const answers: string[] = [];
    let isOver = false;
    const send = async (): Promise<void> => {
      while (!isOver) {
        for (const documentId of ['kept', 'changing']) {
          const { data, errors } = await gateway.send({ documentId });
          answers.push(`${documentId} ${JSON.stringify(errors ?? data)}`);
        }
      }
    };
    const senders = Array.from({ length: 8 }, send);
    for (let time = 1; time <= 10; time++) {
      manifests.write('{');
      await vi.waitFor(() => expect(refusalsOf(gateway)).toHaveLength(time), SOON);
      manifests.write(states[time % 2] as object);
      await vi.waitFor(() => expect(reloadsOf(gateway)).toHaveLength(time), SOON);
    }
    isOver = true;
    await Promise.all(senders);
    expect(answers.length).toBeGreaterThan(100);
    expect([...new Set(answers)].toSorted()).toEqual([
      'changing {"store":{"currency":"eur"}}',
      'changing {"store":{"name":"Craftkeep"}}',
      'kept {"store":{"name":"Craftkeep"}}',
    ]);
  });

  test('that are broken when a worker dies keep its successor waiting, and the others serving', async () => {
    const manifests = openManifests();
    manifests.write({ a: NAME });
    const env = { DOCUMENTS: 'only', DOCUMENTS_FILE: manifests.folder, WEB_CONCURRENCY: '2' };
    const gateway = await startProcess(env);
    const ask = () => sendHttp(gateway.url, { headers: HEADERS, body: JSON.stringify({ documentId: 'a' }) });
    const pids = () => new Set(logOf(gateway.stdout(), 'request').map(({ pid }) => pid));
    await vi.waitFor(async () => {
      expect((await ask()).status).toBe(200);
      expect(pids().size).toBe(2);
    }, SOON);
    manifests.write('{');
    process.kill(Number([...pids()][0]), 'SIGKILL');
    const waits = () => logOf(gateway.stdout(), 'a worker waits for files that it can use');
    await vi.waitFor(() => expect(waits()).toHaveLength(1), SOON);
    for (let time = 0; time < 4; time++) expect((await ask()).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });
});

const HEADERS = { 'content-type': 'application/json', authorization: 'APIKey sandbox' };

function logOf(stdout: string, msg: string): { readonly pid: number }[] {
  return logLines(stdout)
    .map((line) => JSON.parse(line))
    .filter((line) => line.msg === msg);
}
