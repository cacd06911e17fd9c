import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two builds of graphql in one process refuse each other's types: everything uses the CommonJS one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      'test/browser/**',
      'test/bench/**',
      'test/clients/**',
      'test/dashboard/**',
      'test/deploy/**',
    ],
    testTimeout: 30_000,
  },
});
