import { readFileSync, writeFileSync } from 'node:fs';
import { readConfig } from '../src/config.ts';
import { printSdl } from '../src/graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from '../src/graphql/schema.ts';
import { WHOLE_SUBGRAPH } from '../test/federation/whole-subgraph.ts';
import { describeChanges } from './schema-changes.ts';

const PLAIN = printSdl(createSchema());
const COMMITTED = {
  'schema.graphql': PLAIN,
  'test/federation/subgraph.graphql': String(createSubgraphSchema(WHOLE_SUBGRAPH).extensions.sdl),
};

// Prints the schema from the code, with --federation the subgraph's as the environment asks for it; with --check, compares
// the plain one and the whole subgraph with the committed ones, and names every difference by what it does to clients.
if (process.argv.includes('--check')) {
  for (const [path, sdl] of Object.entries(COMMITTED)) {
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
  for (const [path, sdl] of Object.entries(COMMITTED)) writeFileSync(new URL(`../${path}`, import.meta.url), sdl);
} else {
  const { federation } = readConfig({
    ...process.env,
    ...(process.argv.includes('--federation') && { FEDERATION: 'on' }),
  });
  process.stdout.write(federation ? String(createSubgraphSchema(federation).extensions.sdl) : PLAIN);
}
