import { readFileSync } from 'node:fs';
import { printSdl } from '../src/graphql/print-sdl.ts';
import { createSchema } from '../src/graphql/schema.ts';

// Prints the schema from the code; with --check, compares it with the committed schema.graphql instead.
const sdl = printSdl(createSchema());
if (!process.argv.includes('--check')) {
  process.stdout.write(sdl);
} else if (readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8') !== sdl) {
  process.stderr.write('schema.graphql is not what the code makes: run `npm run --silent schema > schema.graphql`.\n');
  process.exitCode = 1;
}
