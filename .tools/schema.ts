import { readFileSync, writeFileSync } from 'node:fs';
import { printSdl } from '../src/graphql/print-sdl.ts';
import { createSchema, createSubgraphSchema } from '../src/graphql/schema.ts';

const SUBGRAPH = createSubgraphSchema({ ownsNode: true, authorization: 'off' });
const PRINTED = {
  'schema.graphql': printSdl(createSchema()),
  'test/federation/subgraph.graphql': String(SUBGRAPH.extensions.sdl),
};

// Prints the schema from the code, with --federation the subgraph's; with --check, compares both with the committed ones.
if (process.argv.includes('--check')) {
  for (const [path, sdl] of Object.entries(PRINTED)) {
    if (readFileSync(new URL(`../${path}`, import.meta.url), 'utf8') !== sdl) {
      process.stderr.write(
        `${path} is not what the code makes: run \`npm run schema:write\` and read the difference.\n`,
      );
      process.exitCode = 1;
    }
  }
} else if (process.argv.includes('--write')) {
  for (const [path, sdl] of Object.entries(PRINTED)) writeFileSync(new URL(`../${path}`, import.meta.url), sdl);
} else {
  process.stdout.write(
    PRINTED[process.argv.includes('--federation') ? 'test/federation/subgraph.graphql' : 'schema.graphql'],
  );
}
