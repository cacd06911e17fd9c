// Writes src/rest/contract/types.ts from src/rest/contract/openapi.json.
//
// Run by `npm run contract:types`. It stands in a folder of its own with its own lock file, because openapi-typescript
// needs TypeScript 5, and the project itself is checked by a newer one.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const contract = new URL('../../src/rest/contract/openapi.json', import.meta.url);
const types = new URL('../../src/rest/contract/types.ts', import.meta.url);

const text = readFileSync(contract);
const ast = await openapiTypescript(openToEveryVersion(JSON.parse(text.toString())), {
  alphabetize: false,
  inject: "import type { Int64 } from '../json.ts';\n",
  transform(schema) {
    if (schema.format !== 'int64') return undefined;
    const int64 = ts.factory.createTypeReferenceNode('Int64');
    const nullable = Array.isArray(schema.type) && schema.type.includes('null');
    return nullable
      ? ts.factory.createUnionTypeNode([int64, ts.factory.createLiteralTypeNode(ts.factory.createNull())])
      : int64;
  },
});

const header = `// Made by \`npm run contract:types\` from openapi.json; edits are lost.
// openapi.json sha256: ${createHash('sha256').update(text).digest('hex')}
`;
// The two exports that a document without webhooks and shared definitions leaves empty are left out.
const body = astToString(ast).replace(/^export type (webhooks|\$defs) = Record<string, never>;\n/gm, '');
writeFileSync(types, `${header}${body}`);

/**
 * One set of types has to fit every version of the API, so what some version lacks is optional: whatever is marked
 * `x-since` or `x-until` leaves its object's `required`.
 */
function openToEveryVersion(value) {
  if (Array.isArray(value)) return value.map(openToEveryVersion);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, openToEveryVersion(item)]));
  if (Array.isArray(copy.required) && copy.properties !== undefined) {
    copy.required = copy.required.filter((name) => {
      const property = copy.properties[name];
      return property['x-since'] === undefined && property['x-until'] === undefined;
    });
  }
  return copy;
}
