import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads Yoga: three hundred modules, for which a start does not wait. They are required, not imported: Node tries again
 * what it could not require, but never an import whose modules failed to load halfway, as they do without a file
 * descriptor left.
 */
export function loadYoga(): typeof import('graphql-yoga') {
  return require('graphql-yoga');
}
