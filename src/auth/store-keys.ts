import { compareFlakeIds } from '../rest/flake-id.ts';
import type { AuthLog } from './auth-log.ts';
import {
  faultOfKey,
  type KeyFile,
  NO_KEYS,
  parseKeys,
  readFolder,
  readFolderNow,
  readKeyFile,
  toKey,
} from './key-folder.ts';
import { createReloader } from './reloader.ts';

/** The API keys that are held here, one for each store. */
export interface StoreKeys {
  /** The header with which a store's part of the API is called; undefined: there is no key for it. */
  headerOf(storeId: string): string | undefined;
  /** Every store with a key, in the order of ids. */
  readonly storeIds: readonly string[];
  /** Looks for another header than this one, which the API has refused; undefined: there is none. */
  renew(storeId: string, refused: string): Promise<string | undefined>;
  /** How often a look has found a file that cannot be used. */
  readonly failures: number;
  /** How often the API has refused a key. */
  readonly rejections: number;
  close(): void;
}

export interface StoreKeysOptions {
  /** Holds one file a store, named by its id. */
  readonly folder: string;
  readonly log: AuthLog;
  /** Told of all keys whenever they have changed. */
  onKeys(keys: readonly string[]): void;
  /** Milliseconds between two looks at the folder. */
  readonly intervalMs?: number;
}

/** Holds keys that stay as they are. */
export function createFixedKeys(keys: Readonly<Record<string, string>>): StoreKeys {
  const headers = new Map(Object.entries(keys).map(([storeId, key]) => [storeId, `APIKey ${key}`]));
  let rejections = 0;
  return {
    headerOf: (storeId) => headers.get(storeId),
    storeIds: [...headers.keys()].sort(compareFlakeIds),
    async renew() {
      rejections++;
      return undefined;
    },
    failures: 0,
    get rejections() {
      return rejections;
    },
    close() {},
  };
}

/**
 * Holds the keys of a folder and keeps up with it. It is read as a whole and then taken at once; a file that cannot be used
 * leaves the key of its store as it was, and so does a folder without any key leave all.
 */
export function createStoreKeys({ folder, log, onKeys, intervalMs }: StoreKeysOptions): StoreKeys {
  let keys: ReadonlyMap<string, string> = new Map();
  let storeIds: readonly string[] = [];
  let rejections = 0;

  function use(files: readonly KeyFile[]): readonly string[] {
    const parsed = parseKeys(files);
    const kept = parsed.unusable.flatMap((storeId) => {
      const key = keys.get(storeId);
      return key === undefined ? [] : [[storeId, key] as const];
    });
    const found = new Map([...parsed.keys, ...kept]);
    if (found.size === 0) return [...parsed.faults, NO_KEYS];
    hold(found);
    return parsed.faults;
  }

  function hold(found: ReadonlyMap<string, string>): void {
    keys = found;
    storeIds = [...found.keys()].sort(compareFlakeIds);
    onKeys([...found.values()]);
  }

  const first = readFolderNow(folder);
  use(first);
  const reloader = createReloader(
    {
      variable: 'STORE_KEYS_DIR',
      read: async () => JSON.stringify(await readFolder(folder)),
      use(text) {
        const faults = use(JSON.parse(text));
        log.info({ stores: keys.size }, 'STORE_KEYS_DIR has changed');
        return faults;
      },
      log,
      ...(intervalMs !== undefined && { intervalMs }),
    },
    JSON.stringify(first),
  );

  function headerOf(storeId: string): string | undefined {
    const key = keys.get(storeId);
    return key === undefined ? undefined : `APIKey ${key}`;
  }

  async function readAgain(storeId: string): Promise<void> {
    const text = await readKeyFile(folder, storeId);
    if (faultOfKey(text) === undefined) hold(new Map([...keys, [storeId, toKey(text)]]));
  }

  return {
    headerOf,
    get storeIds() {
      return storeIds;
    },
    async renew(storeId, refused) {
      rejections++;
      // It may have been replaced while the call was under way.
      if (headerOf(storeId) === refused) await readAgain(storeId);
      const header = headerOf(storeId);
      return header === refused ? undefined : header;
    },
    get failures() {
      return reloader.failures;
    },
    get rejections() {
      return rejections;
    },
    close: reloader.close,
  };
}
