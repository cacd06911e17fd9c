import type { GraphQLError } from 'graphql';
import { type DocumentRules, parseDocument } from './document.ts';
import { type OperationRules, type PreparedOperation, prepareOperation } from './prepared-operation.ts';

/** What is known of a text: its operations in their order, or why it is refused. */
export type PreparedDocument =
  | {
      readonly operations: readonly PreparedOperation[];
      /** Fields and fragments, counted wherever they are spread. */
      readonly selections: number;
      /** Whether it asks for nothing but the schema. */
      readonly isIntrospection: boolean;
      readonly errors?: undefined;
    }
  | { readonly operations?: undefined; readonly errors: readonly GraphQLError[] };

export type PreparationRules = DocumentRules & OperationRules;

/** Gives what is known of a text. */
export type PrepareDocument = (text: string) => PreparedDocument;

/** @param isListed whether its documents are listed; undefined where none are. */
export function createPreparation(rules: PreparationRules, isListed?: boolean): PrepareDocument {
  return (text) => {
    const parsed = parseDocument(text, rules);
    if (!('document' in parsed)) return { errors: parsed };
    const { selections, isIntrospection, operations } = parsed;
    return {
      operations: operations.map((operation) => prepareOperation(rules, parsed, operation, isListed)),
      selections,
      isIntrospection,
    };
  };
}
