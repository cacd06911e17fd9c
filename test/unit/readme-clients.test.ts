import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** Each block of code, with its heading. */
const examples = read('test/clients/README.md')
  .split('\n## ')
  .slice(1)
  .flatMap((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const blocks = lines.join('\n').matchAll(/^```\w+\n(.*?)\n```$/gms);
    return [...blocks].map(([, code = '']) => [heading, code] as const);
  });

const programs = globSync('test/clients/{*,{apollo,fetch,persisted,relay,urql}/{*,*/*}}.{ts,json}', {
  cwd: ROOT,
}).map(read);

describe('the examples for clients are what the programs run', () => {
  test('for every client', () => {
    const headings = [
      'Ids',
      'Forms',
      'Many at once',
      'fetch',
      'Relay',
      'Apollo Client',
      'urql with Graphcache',
      'graphql-codegen',
      'gql.tada',
      'Trusted documents',
    ];
    expect([...new Set(examples.map(([heading]) => heading))]).toEqual(headings);
  });

  test.each(examples)('%s', (_title, code) => {
    expect(programs.some((program) => program.includes(code))).toBe(true);
  });
});
