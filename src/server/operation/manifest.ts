import type { Fault, FileContent } from '../files.ts';
import { isDocumentId } from './parameters.ts';

/** One document of a manifest. Nothing is known of its text. */
export interface ManifestEntry {
  /** The path of the manifest. */
  readonly manifest: string;
  readonly id: string;
  readonly text: string;
}

/** What can be read of a manifest, and what is wrong with the rest. */
export interface Manifest {
  readonly entries: readonly ManifestEntry[];
  readonly faults: readonly Fault[];
}

/** What the manifests of Apollo's tools say of themselves. */
const APOLLO_FORMAT = 'apollo-persisted-query-manifest';

const FORMS = `give an object of texts by their ids, or the format ${APOLLO_FORMAT}, version 1`;

/**
 * Parses a manifest: texts by their ids, as Relay's compiler, the client preset of graphql-codegen and gql.tada write
 * them, or Apollo's list of operations.
 */
export function parseManifest({ path, bytes }: FileContent): Manifest {
  const fault = (what: string): Manifest => ({ entries: [], faults: [{ where: path, what }] });
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    json = JSON.parse(text);
  } catch {
    return fault('this is not valid JSON in UTF-8.');
  }
  if (!isObject(json)) return fault(`this is no manifest: ${FORMS}.`);
  const { format, version, operations } = json;
  if (format !== APOLLO_FORMAT && !Array.isArray(operations)) return toManifest(path, entriesOf(text, json));
  if (format !== APOLLO_FORMAT || version !== 1 || !Array.isArray(operations)) {
    return fault(`this format is not known: ${FORMS}.`);
  }
  return toManifest(
    path,
    operations.map((operation: unknown) => (isObject(operation) ? [operation.id, operation.body] : [])),
  );
}

type Pair = readonly [id?: unknown, text?: unknown];

function toManifest(manifest: string, pairs: readonly Pair[]): Manifest {
  const entries: ManifestEntry[] = [];
  const faults: Fault[] = [];
  for (const [index, [id, text]] of pairs.entries()) {
    if (isDocumentId(id) && typeof text === 'string') entries.push({ manifest, id, text });
    else if (isDocumentId(id)) faults.push({ where: `${manifest}: ${id}`, what: 'its text is no string.' });
    else {
      const what = 'its id is no string of 1 to 256 letters, digits and ._~:-';
      faults.push({ where: `${manifest}: entry ${index + 1}`, what });
    }
  }
  return { entries, faults };
}

/** A string of JSON, with its quotes. */
const STRING = /"(?:[^"\\]+|\\.)*"/g;

/** The pairs of an object. Where all values are strings, a key that stands there twice comes twice, which JSON.parse hides. */
function entriesOf(text: string, json: Readonly<Record<string, unknown>>): readonly Pair[] {
  const pairs = Object.entries(json);
  if (!pairs.every(([, value]) => typeof value === 'string')) return pairs;
  const strings = text.match(STRING) ?? [];
  if (strings.length === 2 * pairs.length) return pairs;
  return strings.flatMap((key, at) => (at % 2 === 0 ? [[JSON.parse(key), JSON.parse(strings[at + 1] ?? '""')]] : []));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
