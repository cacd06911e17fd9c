import { createRequire } from 'node:module';

/*
 * Packages of hundreds of modules, which a start does not wait for. They are required, not imported: Node tries again
 * what it could not require, as when no file descriptor is left, but never an import of which a part could not be loaded.
 */
const require = createRequire(import.meta.url);

/** HTTP for GraphQL: content negotiation, statuses. */
export function loadYoga(): typeof import('graphql-yoga') {
  return require('graphql-yoga');
}

/** The compiler of queries. */
export function loadCompiler(): typeof import('graphql-jit') {
  return require('graphql-jit');
}

/** What Prometheus' own client knows of the process. */
export function loadPromClient(): typeof import('prom-client') {
  return require('prom-client');
}

/** OpenTelemetry's own SDK, which makes and sends traces. */
export function loadTracing(): OpenTelemetry {
  return {
    api: require('@opentelemetry/api'),
    core: require('@opentelemetry/core'),
    sdk: require('@opentelemetry/sdk-trace-base'),
    resources: require('@opentelemetry/resources'),
    otlp: require('@opentelemetry/exporter-trace-otlp-proto'),
  };
}

interface OpenTelemetry {
  readonly api: typeof import('@opentelemetry/api');
  readonly core: typeof import('@opentelemetry/core');
  readonly sdk: typeof import('@opentelemetry/sdk-trace-base');
  readonly resources: typeof import('@opentelemetry/resources');
  readonly otlp: typeof import('@opentelemetry/exporter-trace-otlp-proto');
}
