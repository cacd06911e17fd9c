import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

// Relay's compiler adds documents to its list and takes none out, so it begins with an empty one each time.
const generated = new URL('generated/', import.meta.url);
rmSync(generated, { recursive: true, force: true });
mkdirSync(generated);
writeFileSync(new URL('documents.json', generated), '{}');
