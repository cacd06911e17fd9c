import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('types.ts was made from the present openapi.json (if not: npm run contract:types)', () => {
  const contract = readFileSync(new URL('../../src/rest/contract/openapi.json', import.meta.url));
  const types = readFileSync(new URL('../../src/rest/contract/types.ts', import.meta.url), 'utf8');
  const [, madeFrom] = /^\/\/ openapi\.json sha256: ([0-9a-f]{64})$/m.exec(types) ?? [];
  expect(madeFrom).toBe(createHash('sha256').update(contract).digest('hex'));
});
