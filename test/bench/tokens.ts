import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FULL_GRANT, openIssuer } from '../../src/sandbox/issuer.ts';
import { STORES, storeIdOf } from './rows.ts';

/** The same in every process of the benchmark. */
const issuer = await openIssuer();

/** A token for everything. */
export const AUTHORIZATION = `Bearer ${await issuer.sign(FULL_GRANT)}`;

/** What a gateway needs to take it, with the key that the emulator expects. */
export function createTokenEnv(): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-keys-'));
  for (const store of STORES) writeFileSync(join(folder, storeIdOf(store)), 'bench');
  const keySet = join(mkdtempSync(join(tmpdir(), 'bench-jwks-')), 'jwks.json');
  writeFileSync(keySet, JSON.stringify(issuer.keySet));
  return {
    AUTH_MODE: 'tokens',
    TOKEN_ISSUER: issuer.issuer,
    TOKEN_AUDIENCE: issuer.audience,
    TOKEN_JWKS: keySet,
    STORE_KEYS_DIR: folder,
    // Counted, and never reached.
    SUBJECT_CALLS_PER_MINUTE: '1000000',
    SUBJECT_WRITES_PER_MINUTE: '1000000',
  };
}
