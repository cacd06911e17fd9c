import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFlakeId } from '../rest/flake-id.ts';
import { cannotBeRead } from './file-error.ts';

/** Keys by store, and what is wrong with the files of others. */
interface ParsedKeys {
  readonly keys: ReadonlyMap<string, string>;
  readonly faults: readonly string[];
  /** The stores whose files are there and cannot be used. */
  readonly unusable: readonly string[];
}

/** A file of the folder as text, or null when it cannot be read. */
export type KeyFile = readonly [name: string, text: string | null];

/** What is wrong with a folder of keys; empty: nothing. It repeats names of files, and never what they hold. */
export function findFaultsOfKeys(folder: string): readonly string[] {
  try {
    const { keys, faults } = parseKeys(readFolderNow(folder));
    return faults.length === 0 && keys.size === 0 ? [NO_KEYS] : faults;
  } catch (error) {
    return [cannotBeRead(error)];
  }
}

export const NO_KEYS = 'It holds no key: put one file into it for each store, named by the id of the store.';

/** Bytes of a file that are looked at: no key is longer. */
const MAX_KEY = 4096;

export function parseKeys(files: readonly KeyFile[]): ParsedKeys {
  const keys = new Map<string, string>();
  const faults: string[] = [];
  const unusable: string[] = [];
  for (const [name, text] of files) {
    const fault = isFlakeId(name) ? faultOfKey(text) : 'is not the id of a store: a file is named by one alone';
    if (fault === undefined) keys.set(name, toKey(text));
    else {
      faults.push(`The file ${JSON.stringify(name)} ${fault}.`);
      unusable.push(name);
    }
  }
  return { keys, faults, unusable };
}

/** @param text of a file without fault. */
export function toKey(text: string | null): string {
  return String(text).trim();
}

/** @param text of a file; what ends its line is not part of the key. */
export function faultOfKey(text: string | null): string | undefined {
  if (text === null) return 'cannot be read';
  const key = text.trim();
  if (key === '') return 'is empty: it must hold the API key of the store';
  if (/[\r\n]/.test(key)) return 'has more than one line: it must hold one API key alone';
  if (/^apikey\s/i.test(key)) return 'begins with a scheme: it must hold the API key alone';
  if (!/^[\x21-\x7e]+$/.test(key)) return 'holds blanks, or characters that no API key has';
  return key.length > MAX_KEY ? `is longer than ${MAX_KEY} characters` : undefined;
}

/** What Kubernetes keeps beside the files of a mounted secret begins with a dot. */
function isKeyFile(name: string): boolean {
  return !name.startsWith('.');
}

export function readFolderNow(folder: string): readonly KeyFile[] {
  return readdirSync(folder)
    .filter(isKeyFile)
    .sort()
    .map((name) => {
      try {
        return [name, readFileSync(join(folder, name), 'latin1')];
      } catch {
        return [name, null];
      }
    });
}

export async function readFolder(folder: string): Promise<readonly KeyFile[]> {
  const names = (await readdir(folder)).filter(isKeyFile).sort();
  const files: KeyFile[] = [];
  // One after the other: there may be more stores than file descriptors.
  for (const name of names) files.push([name, await readKeyFile(folder, name)]);
  if (files.every(([, text]) => text !== null)) return files;
  // One that has gone since it was listed is no file that cannot be read.
  const left = new Set(await readdir(folder));
  return files.filter(([name, text]) => text !== null || left.has(name));
}

export function readKeyFile(folder: string, name: string): Promise<string | null> {
  return readFile(join(folder, name), 'latin1').catch(() => null);
}
