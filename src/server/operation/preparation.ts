import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type DocumentRules, readDocument } from './document.ts';
import { badRequest } from './parameters.ts';
import { type PreparationRules, type PreparedOperation, prepareOperation } from './prepared-operation.ts';

export type PreparationOptions = DocumentRules & PreparationRules;

/** Finds the operation that a request means, or why there is none. */
export type Preparation = (
  text: string,
  operationName: string | null | undefined,
) => PreparedOperation | readonly GraphQLError[];

/** What is known of a text: its operations in their order, or why it is refused. */
type Known = readonly PreparedOperation[] | { readonly errors: readonly GraphQLError[] };

/** What all known texts may take together, in bytes of memory. */
const MAX_BYTES = 32 * 1024 * 1024;
/** What a text takes once it is parsed and compiled, in bytes: 28 KB were measured for 218 characters, 225 KB for 2,967. */
const BYTES_PER_CHARACTER = 72;
const BYTES_PER_TEXT = 14_000;

/**
 * Looks at each distinct text once: a verdict stays, as prepared operations or as errors. Bounded in bytes, since a
 * bound in number would let large texts fill the memory.
 */
export function createPreparation(options: PreparationOptions): Preparation {
  const texts = new LRUCache<string, Known>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_known, text) => text.length * BYTES_PER_CHARACTER + BYTES_PER_TEXT,
  });

  function learn(text: string): Known {
    const read = readDocument(text, options);
    const known =
      'document' in read
        ? Array.from(read.operations.keys(), (operation) => prepareOperation(options, read, operation))
        : { errors: read };
    texts.set(text, known);
    return known;
  }

  return (text, operationName) => {
    const known = texts.get(text) ?? learn(text);
    if ('errors' in known) return known.errors;
    return pick(known, operationName) ?? [unknownOperation()];
  };
}

/** GraphQL specification, section 6.1: without a name, the only operation. */
function pick(
  operations: readonly PreparedOperation[],
  operationName: string | null | undefined,
): PreparedOperation | undefined {
  if (operationName == null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name === operationName);
}

function unknownOperation(): GraphQLError {
  return badRequest('Name one of the operations of the document in `operationName`.');
}
