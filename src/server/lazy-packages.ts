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
