import { createHash } from 'node:crypto';
import { createReloader } from '../auth/reloader.ts';
import { type Fault, type Files, readFiles } from './files.ts';
import type { Log } from './log.ts';
import { createDocumentCache, MAX_LISTED_BYTES } from './operation/document-cache.ts';
import { type DocumentList, listDocuments, MAX_MANIFEST_BYTES } from './operation/document-list.ts';
import { createTrustedDocuments, type Documents, type TrustMode } from './operation/documents.ts';
import { createPreparation, type PreparationRules } from './operation/prepared-document.ts';

/** Documents that are listed in manifests, and followed there. */
export interface TrustedDocuments extends Documents {
  /** How many are listed now. */
  readonly size: number;
  /** How often a look at the manifests has found something that cannot be used. */
  readonly reloadFailures: number;
  /** Looks at the manifests no more. */
  close(): void;
}

export interface TrustOptions {
  readonly mode: TrustMode;
  /** Paths of manifests, and of folders of them. */
  readonly manifests: readonly string[];
  readonly rules: PreparationRules;
  readonly log: Log;
  /** Milliseconds between two looks at the manifests. */
  readonly reloadMs?: number;
}

/** Lists the documents of manifests, now and whenever their content changes; or tells why they cannot be used. */
export async function openTrustedDocuments(
  options: TrustOptions,
): Promise<TrustedDocuments | { readonly faults: readonly Fault[] }> {
  const { mode, manifests, rules, log, reloadMs } = options;
  const { introspection } = rules;
  const read = (): Promise<Files> => readFiles(manifests, '.json', MAX_MANIFEST_BYTES);
  const prepareListed = createDocumentCache(createPreparation(rules, true), MAX_LISTED_BYTES);
  const prepareUnlisted = createDocumentCache(createPreparation(rules, false));
  let files = await read();
  const first = await listDocuments(files, prepareListed);
  if ('faults' in first) return first;
  let list: DocumentList = first;
  const reloader = createReloader(
    {
      variable: 'DOCUMENTS_FILE',
      async read() {
        files = await read();
        return digest(files);
      },
      async use() {
        const next = await listDocuments(files, prepareListed, list);
        // What is wrong comes first, since the log cuts long texts.
        if ('faults' in next) return next.faults.map(({ where, what }) => `${what} (${where})`);
        list = next;
        log.info({ documents: list.texts.size }, 'DOCUMENTS_FILE has changed');
        return [];
      },
      log,
      ...(reloadMs !== undefined && { intervalMs: reloadMs }),
    },
    digest(files),
  );
  return {
    ...createTrustedDocuments({ mode, listed: () => list, prepareListed, prepareUnlisted, introspection }),
    get size() {
      return list.texts.size;
    },
    get reloadFailures() {
      return reloader.failures;
    },
    close: reloader.close,
  };
}

function digest({ files, faults }: Files): string {
  const hash = createHash('sha256').update(JSON.stringify(faults));
  for (const { path, bytes } of files) hash.update(`\0${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}
