import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, readConfig, VARIABLES } from '../../src/config.ts';
import { BOUNDS } from '../support/attacker.ts';
import { dockerfile, IMAGE_ENV, POD_ENV, readFromTop, readYaml } from '../support/deployed.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const [compose] = readYaml('src/deploy/compose.yaml');
const [deployment, service, budget] = readYaml('src/deploy/kubernetes.yaml');
const pod = deployment.spec.template;
const [container] = pod.spec.containers;

/** Each file by its variables. */
const ENVIRONMENTS: readonly [string, Readonly<Record<string, string>>][] = [
  ['compose.yaml', compose.services.gateway.environment],
  ['the Deployment', POD_ENV],
];
const configOf = (env: Readonly<Record<string, string>>): Config => readConfig({ ...IMAGE_ENV, ...env });

describe('the variables of', () => {
  test.each(ENVIRONMENTS)('%s are known, and their values can be used in production', (_id, env) => {
    expect(Object.keys(env).filter((name) => !(name in VARIABLES))).toEqual(['NODE_OPTIONS']);
    expect(configOf(env)).toMatchObject({ isProduction: true, host: '0.0.0.0', apiOrigin: 'https://api.paynow.gg' });
  });
});

describe('the ports', () => {
  const config = configOf(POD_ENV);
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
  expect(budget.spec.selector.matchLabels).toEqual(labels);
  expect(pod.spec.topologySpreadConstraints[0].labelSelector.matchLabels).toEqual(labels);
});

test('a node that is drained leaves a gateway running, and finds one that it may end', () => {
  expect(budget.spec.minAvailable).toBe(1);
  expect(deployment.spec.replicas).toBeGreaterThan(budget.spec.minAvailable);
});

test('the image is the one that is built, by the version of the package', () => {
  const { version } = JSON.parse(readFromTop('package.json'));
  const [, tag, built] =
    /docker build -t (\S+) --build-arg VERSION=(\S+)/.exec(readFromTop('src/deploy/README.md')) ?? [];
  expect(tag).toBe(`paynow-graphql-gateway:${version}`);
  expect(built).toBe(version);
  expect(compose.services.gateway.image).toBe(tag);
  expect(container.image).toBe(tag);
});

test('compose builds it from the Dockerfile', () => {
  const { context, args } = compose.services.gateway.build;
  expect(existsSync(new URL(`${context}/Dockerfile`, new URL('../../src/deploy/', import.meta.url)))).toBe(true);
  const known = dockerfile.getARGs().map((arg) => arg.getProperty()?.getName());
  expect(known).toEqual(expect.arrayContaining(Object.keys(args)));
  expect(args.VERSION).toBe(JSON.parse(readFromTop('package.json')).version);
});

test('the heap is the one that every attack was made on, within the same memory', () => {
  const { environment, mem_limit } = compose.services.gateway;
  expect(environment.NODE_OPTIONS).toBe(POD_ENV.NODE_OPTIONS);
  expect([mem_limit, container.resources.limits.memory]).toEqual(['512m', '512Mi']);
  expect(BOUNDS.memory).toBeLessThan(500 * 2 ** 20);
});

test('nobody is killed while draining', () => {
  const { shutdownGraceMs } = configOf(POD_ENV);
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
