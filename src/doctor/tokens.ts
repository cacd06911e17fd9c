import { readFileSync } from 'node:fs';
import { parseAccess } from '../auth/access-file.ts';
import { parseKeys, readFolderNow } from '../auth/key-folder.ts';
import { openKeySet } from '../auth/key-set-source.ts';
import { KeySetError, parseKeySet } from '../auth/key-set-text.ts';
import type { AuthSettings, Issuer } from '../auth/settings.ts';
import { chooseProxy, type ProxySettings } from '../proxy.ts';
import { createKeyCredential } from '../rest/credential.ts';
import { RestError } from '../rest/errors.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';
import { probe } from './probe.ts';

/** More keys than these are not tried. */
const MAX_KEYS = 100;

/** Looks at what tokens need: the keys that are held here, whose tokens are taken, and what those may do. */
export async function* examineTokens(
  patient: Patient,
  settings: AuthSettings,
  proxies: ProxySettings,
): AsyncGenerator<Finding> {
  const keys = heldKeys(settings);
  yield await checkHeldKeys(patient, keys);
  const issuers = issuersOf(settings);
  for (const issuer of issuers) yield await checkKeySet(issuer, proxies);
  if ('file' in settings.issuers) yield checkAccessFile(issuers, keys);
}

/** The keys of the folder, by store. What is wrong with it was found before. */
export function heldKeys({ keys }: AuthSettings): ReadonlyMap<string, string> {
  return isFolder(keys) ? parseKeys(readFolderNow(keys.folder)).keys : new Map(Object.entries(keys));
}

function isFolder(keys: AuthSettings['keys']): keys is { readonly folder: string } {
  return 'folder' in keys;
}

function issuersOf({ issuers }: AuthSettings): readonly Issuer[] {
  return 'file' in issuers ? parseAccess(readFileSync(issuers.file, 'utf8')).issuers : issuers;
}

/** Whether the REST API takes each key for its store. */
async function checkHeldKeys(patient: Patient, keys: ReadonlyMap<string, string>): Promise<Finding> {
  const name = 'Held keys';
  const refused: string[] = [];
  for (const [storeId, key] of [...keys].slice(0, MAX_KEYS)) {
    const call = { ...patient.call, credential: createKeyCredential(`APIKey ${key}`) };
    const status = await probe({ ...patient, storeId, call }).then(
      (answer) => String(answer.status),
      (error: unknown) => {
        if (error instanceof RestError) return 'no answer';
        throw error;
      },
    );
    if (status !== '200') refused.push(`${storeId} (${status})`);
  }
  const tried = keys.size > MAX_KEYS ? `the first ${MAX_KEYS} of ${keys.size}` : String(keys.size);
  if (refused.length === 0) {
    return {
      name,
      state: 'good',
      found: `${tried}, and each may read the coupons of its store`,
      gateway: 'Calls each store with its own.',
    };
  }
  return {
    name,
    state: 'bad',
    found: `${tried}, and not these: ${refused.join(', ')}`,
    gateway: 'Whoever asks for those stores is told CREDENTIAL_REJECTED, or what else the API says.',
  };
}

/** Whether the key set of an issuer can be had. */
async function checkKeySet({ name: issuer, keySet, algorithms }: Issuer, proxies: ProxySettings): Promise<Finding> {
  const name = 'Key set';
  const source = openKeySet(keySet, (url) => chooseProxy(url, proxies)?.url);
  try {
    const { keys, leftOut } = parseKeySet(await source.fetch());
    const count = keys.length === 1 ? 'one key' : `${keys.length} keys`;
    const others = leftOut > 0 ? `, and ${leftOut} that cannot verify anything` : '';
    return {
      name,
      state: leftOut > 0 ? 'note' : 'good',
      found: `${count} of ${issuer}${others}`,
      gateway: `Takes its tokens, signed with ${algorithms.join(', ')}.`,
    };
  } catch (error) {
    if (!(error instanceof KeySetError)) throw error;
    const gateway = 'Answers its tokens with 503, and tries again.';
    return { name, state: 'bad', found: `that of ${issuer} ${error.message}`, gateway };
  } finally {
    await source.close();
  }
}

/** Whether the file grants something in stores that there is no key for. */
function checkAccessFile(issuers: readonly Issuer[], keys: ReadonlyMap<string, string>): Finding {
  const name = 'Access file';
  const rules = issuers.flatMap(({ grants }) => (grants.by === 'rules' ? grants.rules : []));
  const stores = new Set(rules.flatMap((rule) => (rule.stores === '*' ? [] : rule.stores)));
  const without = [...stores].filter((storeId) => !keys.has(storeId));
  const grants = rules.length === 1 ? 'one grant' : `${rules.length} grants`;
  if (without.length === 0) {
    return { name, state: 'good', found: `${grants}, in stores with a key`, gateway: 'Denies all else.' };
  }
  return {
    name,
    state: 'note',
    found: `${grants}, some of them in stores without a key: ${without.join(', ')}`,
    gateway: 'Denies everything there until there is a key.',
  };
}
