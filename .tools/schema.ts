import { readFileSync, writeFileSync } from 'node:fs';
import { printSdl } from '../src/graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from '../src/graphql/schema.ts';
import { describeChanges } from './schema-changes.ts';

const SUBGRAPH = createSubgraphSchema({ ownsNode: true, authorization: 'off' });
const PRINTED = {
  'schema.graphql': printSdl(createSchema()),
  'test/federation/subgraph.graphql': String(SUBGRAPH.extensions.sdl),
};

// Prints the schema from the code, with --federation the subgraph's; with --check, compares both with the committed ones
// and names every difference by what it does to clients.
if (process.argv.includes('--check')) {
  for (const [path, sdl] of Object.entries(PRINTED)) {
    const committed = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    if (committed === sdl) continue;
    const changes = await describeChanges(committed, sdl);
    process.stderr.write(
      [
        `${path} is not what the code makes, which would change this:`,
        ...(changes.length > 0 ? changes : ['nothing but the layout']).map((change) => `  ${change}`),
        'Run `npm run schema:write` to take it over.\n',
      ].join('\n'),
    );
    process.exitCode = 1;
  }
} else if (process.argv.includes('--write')) {
  for (const [path, sdl] of Object.entries(PRINTED)) writeFileSync(new URL(`../${path}`, import.meta.url), sdl);
} else {
  process.stdout.write(
    PRINTED[process.argv.includes('--federation') ? 'test/federation/subgraph.graphql' : 'schema.graphql'],
  );
}
