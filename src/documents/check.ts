import type { Config } from '../config.ts';
import { createSchema, createSubgraphSchema } from '../graphql/schema.ts';
import { type Fault, readFiles } from '../server/files.ts';
import { parseDocument } from '../server/operation/document.ts';
import { listDocuments, MAX_MANIFEST_BYTES } from '../server/operation/document-list.ts';
import { parseManifest } from '../server/operation/manifest.ts';
import { type DocumentFacts, examine } from './examine.ts';

/** A document that fits the schema. */
export interface CheckedDocument extends DocumentFacts {
  readonly manifest: string;
  readonly id: string;
}

export interface Check {
  readonly documents: readonly CheckedDocument[];
  /** What keeps a gateway from using the manifests, or a document from ever being answered. */
  readonly faults: readonly Fault[];
}

/** Checks manifests, and folders of them, as a gateway of this configuration reads them. */
export async function checkManifests(paths: readonly string[], config: Config): Promise<Check> {
  const schema = config.federation ? createSubgraphSchema(config.federation) : createSchema();
  const parse = (text: string) => parseDocument(text, { schema, introspection: config.introspection });
  const files = await readFiles(paths, '.json', MAX_MANIFEST_BYTES);
  const listed = await listDocuments(files, (text) => toVerdict(parse(text)));
  const documents = files.files.flatMap(parseManifest).flatMap(({ entries }) =>
    entries.flatMap(({ manifest, id, text }) => {
      const parsed = parse(text);
      return 'document' in parsed ? [{ manifest, id, ...examine(schema, parsed) }] : [];
    }),
  );
  const faults = 'faults' in listed ? listed.faults : [];
  return { documents, faults: [...faults, ...documents.flatMap((each) => findCostly(each, config.maxRestCalls))] };
}

function toVerdict(parsed: ReturnType<typeof parseDocument>) {
  return 'document' in parsed ? {} : { errors: parsed };
}

function findCostly({ manifest, id, operations }: CheckedDocument, budget: number): readonly Fault[] {
  return operations
    .filter(({ restCalls }) => restCalls.atLeast > budget)
    .map(({ name, restCalls }) => ({
      where: `${manifest}: ${id}${name ? ` (${name})` : ''}`,
      what: `it needs at least ${restCalls.atLeast} REST calls, and one operation may cost ${budget} (MAX_REST_CALLS).`,
    }));
}
