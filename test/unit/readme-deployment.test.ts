import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Config, readConfig } from '../../src/config.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const [, section = ''] = /\n## Deployment\n(.*?)\n## /s.exec(read('README.md')) ?? [];
const [compose, deployment, service] = Array.from(section.matchAll(/^```yaml\n(.*?)\n```$/gms), ([, yaml = '']) =>
  parseAllDocuments(yaml, { uniqueKeys: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  }),
).flat();
const pod = deployment.spec.template;
const [container] = pod.spec.containers;

/** The environment that the Dockerfile sets. */
const IMAGE_ENV = Object.fromEntries(
  DockerfileParser.parse(read('Dockerfile'))
    .getENVs()
    .flatMap((env) => env.getProperties())
    .map((property) => [property.getName(), property.getValue() ?? '']),
);

type Variable = { readonly name: string; readonly value?: string };

/** Each example by its variables; a value that a Secret holds is made up. */
const ENVIRONMENTS: readonly [string, Readonly<Record<string, string>>][] = [
  ['compose.yaml', compose.services.gateway.environment],
  [
    'the Deployment',
    Object.fromEntries(
      container.env.map(({ name, value }: Variable) => [name, value ?? 'a secret of sixteen and more']),
    ),
  ],
];
const configOf = (env: Readonly<Record<string, string>>): Config => readConfig({ ...IMAGE_ENV, ...env });

describe('the variables of', () => {
  test.each(ENVIRONMENTS)('%s are known, and their values can be used in production', (_id, env) => {
    const known = new Set(read('src/config.ts').match(/\b[A-Z][A-Z_]+\b/g));
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    expect(configOf(env)).toMatchObject({ isProduction: true, host: '0.0.0.0', apiOrigin: 'https://api.paynow.gg' });
  });
});

describe('the ports', () => {
  const config = configOf(ENVIRONMENTS[1]?.[1] ?? {});
  const portOf = (name: string | number): number | undefined =>
    container.ports.find((port: { name: string }) => port.name === name)?.containerPort;

  test('of the containers are those that the gateway listens on', () => {
    expect(compose.services.gateway.ports).toEqual([`4000:${configOf(ENVIRONMENTS[0]?.[1] ?? {}).port}`]);
    expect(portOf('http')).toBe(config.port);
    expect(portOf('metrics')).toBe(config.metricsPort);
  });

  test('of the Service, of the probes and of the annotation are those of the container', () => {
    expect(service.spec.ports.map(({ targetPort }: { targetPort: string }) => portOf(targetPort))).toEqual([
      config.port,
    ]);
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(portOf(container[probe].httpGet.port)).toBe(config.port);
    }
    expect(Number(pod.metadata.annotations['prometheus.io/port'])).toBe(config.metricsPort);
  });
});

describe('the probes', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  test.each(['startupProbe', 'readinessProbe', 'livenessProbe'])('%s asks for what is served', async (probe) => {
    expect((await fetch(gateway.url + container[probe].httpGet.path)).status).toBe(200);
  });
});

test('the labels bring the Deployment, the Service and the disruption budget to the same pods', () => {
  const { labels } = pod.metadata;
  expect(deployment.spec.selector.matchLabels).toEqual(labels);
  expect(service.spec.selector).toEqual(labels);
  const [selector] = /(?<=--selector=)\S+/.exec(section) ?? [];
  expect(selector).toBe(`app=${labels.app}`);
});

test('the image is the one that is built, by the version of the package', () => {
  const { version } = JSON.parse(read('package.json'));
  const [, built] = /docker build -t (\S+) --build-arg VERSION=(\S+)/.exec(section) ?? [];
  expect(built).toBe(`paynow-graphql-gateway:${version}`);
  expect(compose.services.gateway.image).toBe(built);
  expect(container.image).toBe(built);
});

test('nobody is killed while draining', () => {
  const { shutdownGraceMs } = configOf(ENVIRONMENTS[1]?.[1] ?? {});
  const preStopMs = container.lifecycle.preStop.sleep.seconds * 1000;
  expect(pod.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(preStopMs + shutdownGraceMs);
  expect(Number.parseInt(compose.services.gateway.stop_grace_period, 10) * 1000).toBeGreaterThan(shutdownGraceMs);
});

test('the container may do nothing that the gateway does not need', () => {
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(pod.spec.securityContext.runAsNonRoot).toBe(true);
  expect(compose.services.gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
});
