import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import type { Fault, Files } from '../files.ts';
import { type ManifestEntry, parseManifest } from './manifest.ts';

/** All listed documents, each of them valid. */
export interface DocumentList {
  /** By each id of a manifest, and by the SHA-256 of the text, in hexadecimal, alone and after `sha256:`. */
  readonly textById: ReadonlyMap<string, string>;
  readonly texts: ReadonlySet<string>;
}

/** What all manifests may hold together, in bytes and in documents. */
export const MAX_MANIFEST_BYTES = 10 * 2 ** 20;
const MAX_DOCUMENTS = 5000;

/** Faults that are told; one more says how many there are. */
const MAX_FAULTS = 40;

/** How long documents are prepared before requests have their turn, in ms. */
const SLICE_MS = 5;

/** Makes the list of all documents of manifests, or of none. A text that was listed before is not looked at again. */
export async function listDocuments(
  { files, faults: unread }: Files,
  validate: (text: string) => { readonly errors?: readonly GraphQLError[] | undefined },
  previous?: DocumentList,
): Promise<DocumentList | { readonly faults: readonly Fault[] }> {
  const manifests = files.map(parseManifest);
  const entries = manifests.flatMap((manifest) => manifest.entries);
  const faults = [...unread, ...manifests.flatMap((manifest) => manifest.faults)];
  const textById = new Map<string, string>();
  const texts = new Set<string>();

  function add(id: string, { text, manifest }: ManifestEntry): void {
    const other = textById.get(id);
    if (other === undefined) textById.set(id, text);
    else if (other !== text)
      faults.push({ where: `${manifest}: ${id}`, what: 'this id stands for another document already.' });
  }

  const pause = createPauses();
  for (const entry of entries) {
    const { text, manifest, id } = entry;
    add(id, entry);
    if (texts.has(text)) continue;
    texts.add(text);
    if (texts.size > MAX_DOCUMENTS) continue;
    const hash = createHash('sha256').update(text).digest('hex');
    add(hash, entry);
    add(`sha256:${hash}`, entry);
    const { errors = [] } = previous?.texts.has(text) ? {} : validate(text);
    faults.push(...errors.map((error) => ({ where: `${manifest}: ${id}${nameOf(text)}`, what: describe(error) })));
    await pause();
  }
  if (texts.size > MAX_DOCUMENTS) faults.push(tooMany(texts.size));
  if (entries.length === 0 && faults.length === 0) faults.push({ where: ALL, what: 'they hold no document.' });
  return faults.length > 0 ? { faults: bound(faults) } : { textById, texts };
}

const ALL = 'all manifests';

function tooMany(count: number): Fault {
  const [given, most] = [count, MAX_DOCUMENTS].map((number) => number.toLocaleString('en'));
  return { where: ALL, what: `they hold ${given} documents (${most} at most).` };
}

function bound(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length <= MAX_FAULTS) return faults;
  return [...faults.slice(0, MAX_FAULTS), { where: ALL, what: `${faults.length - MAX_FAULTS} more faults.` }];
}

/** The name of the operation in a text that may be anything: an id alone says little to a person. */
function nameOf(text: string): string {
  const [, name] = /\b(?:query|mutation|subscription)\s+([_A-Za-z]\w{0,99})/.exec(text) ?? [];
  return name ? ` (${name})` : '';
}

function describe({ message, locations }: GraphQLError): string {
  const [place] = locations ?? [];
  return place ? `${message} (line ${place.line}, column ${place.column})` : message;
}

function createPauses(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
