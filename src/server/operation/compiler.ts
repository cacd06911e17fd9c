import { type FieldNode, type GraphQLSchema, Kind, parse } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { shapeAnswer } from '../../graphql/cost/answer-shape.ts';
import { loadCompiler } from '../lazy-packages.ts';
import { BYTES_PER_CHARACTER } from './document.ts';
import { readFragments } from './limits/selections.ts';
import { withPlainLeaves } from './plain-leaves.ts';

/** Compiled code of one operation, with the rows that its nodes stand for. */
export interface Compiled {
  readonly query: CompiledQuery['query'];
  /** Values in one row of each list that it selects. */
  readonly rowValues: ReadonlyMap<FieldNode, number>;
}

/** Compiles queries, and keeps what it compiled. */
export interface Compiler {
  /** The code for a text; undefined while there is none. */
  find(text: string): Compiled | undefined;
  /** Compiles a valid text of one query soon: what is being answered does not wait for it. */
  request(text: string, selections: number): void;
}

export interface CompilerOptions {
  readonly schema: GraphQLSchema;
  /**
   * That strings, numbers, booleans and enum values may go out as resolvers give them: checking them once more takes
   * half of the execution of a large page.
   */
  readonly leavesAreChecked: boolean;
  /** Told of what could not be compiled: the reference executor goes on to answer it. */
  readonly onFailure: (failure: unknown) => void;
}

/** What all compiled code may take together, in bytes of memory. */
const MAX_BYTES = 16 * 1024 * 1024;
/** What one text takes in bytes of memory: 6 KB were measured for 9 fields, 1.3 MB with its document for 2,520. */
const BYTES_PER_TEXT = 20_000;
const BYTES_PER_SELECTION = 450;
/** `__typename` is none. */
const INTROSPECTION = /\b__(?:schema|type)\b/;

export function createCompiler({ schema, leavesAreChecked, onFailure }: CompilerOptions): Compiler {
  const known = new LRUCache<string, { readonly compiled: Compiled | undefined }>({ maxSize: MAX_BYTES });
  const requested = new Set<string>();
  let plain: GraphQLSchema | undefined;

  /** Introspection tells of the schema as it is. */
  function schemaFor(text: string): GraphQLSchema {
    if (!leavesAreChecked || INTROSPECTION.test(text)) return schema;
    plain ??= withPlainLeaves(schema);
    return plain;
  }

  function compile(text: string, selections: number): void {
    const { compileQuery, isCompiledQuery } = loadCompiler();
    // A document of its own, since graphql-jit writes into it.
    const document = parse(text);
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const options = { useExperimentalPathBasedSkipInclude: true, disableLeafSerialization: leavesAreChecked };
    const query = compileQuery(schemaFor(text), document, undefined, options);
    // What graphql-jit refuses stays with the reference executor, and is not tried again.
    if (!operation || !isCompiledQuery(query)) {
      known.set(text, { compiled: undefined }, { size: BYTES_PER_TEXT });
      return;
    }
    const { rowValues } = shapeAnswer(schema, readFragments(document), operation);
    const size = BYTES_PER_TEXT + text.length * BYTES_PER_CHARACTER + selections * BYTES_PER_SELECTION;
    known.set(text, { compiled: { query: query.query, rowValues } }, { size });
  }

  return {
    find: (text) => known.get(text)?.compiled,
    request(text, selections) {
      if (requested.has(text) || known.has(text)) return;
      requested.add(text);
      setImmediate(() => {
        requested.delete(text);
        try {
          compile(text, selections);
        } catch (failure) {
          onFailure(failure);
        }
      });
    },
  };
}
