import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { STORE_ID, startGateway, type TestGateway } from '../support/gateway.ts';
import { createManifests } from '../support/manifests.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
}
interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const rules: readonly Rule[] = parse(read('src/deploy/alerts.yaml')).groups.flatMap(
  ({ rules }: { rules: Rule[] }) => rules,
);
const dashboard = JSON.parse(read('src/deploy/dashboard.json'));
const panels: readonly Panel[] = dashboard.panels;
const EXPRESSIONS: readonly (readonly [where: string, expression: string])[] = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  // Grafana puts in the interval.
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr.replaceAll('$__rate_interval', '5m')] as const),
  ),
];

/** Labels that Prometheus adds to whatever it scrapes. */
const ADDED = ['job', 'instance'];

/** Which values each label of each metric has. */
type Exposed = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

function readExposed(text: string): Exposed {
  const exposed = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', pairs = ''] of text.matchAll(/^([a-z_]+)(?:\{(.*)\})? /gm)) {
    const labels = exposed.get(name) ?? new Map<string, Set<string>>();
    exposed.set(name, labels);
    for (const [, label = '', value = ''] of pairs.matchAll(/([a-z_]+)="([^"]*)"/g)) {
      labels.set(label, (labels.get(label) ?? new Set()).add(value));
    }
  }
  return exposed;
}

/** What an expression asks for that no gateway exposes, and where it is no PromQL. */
function findFaults(expression: string, exposed: Exposed): readonly string[] {
  const faults: string[] = [];
  const textOf = ({ from, to }: { from: number; to: number }): string => expression.slice(from, to);
  const grouped = new Set<string>();
  const known = new Set(ADDED);
  parser.parse(expression).iterate({
    enter({ type, node }) {
      if (type.isError) faults.push(`no PromQL at ${node.from}`);
      if (type.name === 'GroupingLabels') {
        for (const label of node.getChildren('LabelName')) grouped.add(textOf(label));
      }
      if (type.name !== 'VectorSelector') return;
      const name = textOf(node.getChild('Identifier') ?? { from: 0, to: 0 });
      const labels = exposed.get(name);
      if (!labels) faults.push(`no metric ${name}`);
      for (const label of labels?.keys() ?? []) known.add(label);
      for (const matcher of node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
        const [label, value] = [matcher.getChild('LabelName'), matcher.getChild('StringLiteral')].map((part) =>
          part === null ? '' : textOf(part),
        );
        if (label === undefined || value === undefined || ADDED.includes(label)) continue;
        const unknown = value
          .slice(1, -1)
          .split('|')
          .filter((choice) => !labels?.get(label)?.has(choice));
        if (unknown.length > 0) faults.push(`${name} has no ${label} ${unknown}`);
      }
    },
  });
  return [...faults, ...[...grouped].filter((label) => !known.has(label)).map((label) => `no label ${label}`)];
}

describe('the alert rules and the dashboard ask for what a gateway exposes', () => {
  let gateway: TestGateway;
  let exposed: Exposed;

  const manifests = createManifests();
  const keys = mkdtempSync(join(tmpdir(), 'monitoring-'));
  let issuer: TokenIssuer;

  // One answer, and one refusal while a REST call hangs: so there are samples of each metric.
  beforeAll(async () => {
    const DOCUMENTS_FILE = manifests.write({ a: '{ __typename }' });
    issuer = await startTokenIssuer();
    writeFileSync(join(keys, STORE_ID), 'sandbox');
    const documents = { DOCUMENTS: 'prefer', DOCUMENTS_FILE };
    const { name: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, url: TOKEN_JWKS } = issuer;
    const tokens = { AUTH_MODE: 'both', STORE_KEYS_DIR: keys, TOKEN_ISSUER, TOKEN_AUDIENCE, TOKEN_JWKS };
    gateway = await startGateway({ env: { MAX_IN_FLIGHT: '1', ...documents, ...tokens } });
    await gateway.query(`{ __typename }`, {}, { authorization: `Bearer ${await issuer.sign()}` });
    await gateway.send({ documentId: 'a' });
    const name = `{ store(storeId: "${STORE_ID}") { name } }`;
    expect(await gateway.query(name)).toMatchObject({ data: { store: { name: 'Craftkeep' } } });
    gateway.sandbox.faults.add({ kind: 'hang' });
    gateway.query(name).catch(() => 'cut at the end of the test');
    await vi.waitFor(() => expect(gateway.sandbox.requests).toHaveLength(2));
    await gateway.query(name);
    exposed = readExposed(await (await fetch(`${gateway.url}/metrics`)).text());
  });
  afterAll(async () => {
    await gateway.close();
    issuer.close();
    rmSync(keys, { recursive: true });
    manifests.remove();
  });

  test.each(EXPRESSIONS)('%s: %s', (_where, expression) => {
    expect(findFaults(expression, exposed)).toEqual([]);
  });

  test('what it does not expose would be found', () => {
    const expression =
      'sum by (colour) (rate(paynow_gateway_errors_total{code="NONE|INTERNAL_SERVER_ERROR"}[5m])) / up';
    expect(findFaults(expression, exposed)).toEqual([
      'paynow_gateway_errors_total has no code NONE',
      'no metric up',
      'no label colour',
    ]);
    expect(findFaults('sum(rate(paynow_gateway_in_flight[5m])', exposed)).toEqual(['no PromQL at 38']);
  });

  test('the table of metrics for operators has each of them, and no other', () => {
    const [, section = ''] = /\n\| metric (.*?)\n\n/s.exec(read('src/deploy/README.md')) ?? [];
    const cells = section
      .split('\n')
      .slice(2)
      .map((line) => line.split('|')[1] ?? '');
    const listed = cells.flatMap((cell) => cell.match(/\w+/g) ?? []);
    const names = Array.from(
      exposed.keys(),
      (name) => /^paynow_gateway_(\w+?)(?:_bucket|_sum|_count)?$/.exec(name)?.[1],
    );
    expect(names.filter((name) => name !== undefined && !listed.includes(name))).toEqual([]);
    const sources = globSync('src/{server,process}/**/*.ts', { cwd: ROOT }).map(read).join();
    expect(listed.filter((name) => !sources.includes(`'paynow_gateway_${name}'`))).toEqual([]);
  });

  test('the list of jobs comes from a metric that there is', () => {
    const [, metric = ''] = /^label_values\((\w+), job\)$/.exec(dashboard.templating.list[1].query) ?? [];
    expect(exposed.has(metric)).toBe(true);
  });
});

test('each alert is made to fire by a test of the rules', () => {
  const tests = read('test/deploy/alerts.test.yaml');
  expect(
    rules.map(({ alert }) => alert).filter((alert) => !tests.includes(`alertname="${alert}",alertstate="firing"`)),
  ).toEqual([]);
});
