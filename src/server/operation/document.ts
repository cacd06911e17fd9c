import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  Source,
  specifiedRules,
  validate,
} from 'graphql';
import { badUserInput, withoutValues } from '../../graphql/errors.ts';
import { checkSelections } from './limits/selections.ts';
import { checkTokens } from './limits/tokens.ts';
import { badRequest } from './parameters.ts';

/** A document that is within the limits and fits the schema. None of its operations is a subscription. */
export interface ValidDocument {
  readonly text: string;
  readonly document: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly operations: readonly OperationDefinitionNode[];
  /** Fields and fragments, counted wherever they are spread. */
  readonly selections: number;
  /**
   * Whether fields always come in the order in which they are written. They may not when one is selected twice in one
   * place and a directive leaves out the first.
   */
  readonly hasFixedOrder: boolean;
  /** Whether it asks for nothing but the schema. */
  readonly isIntrospection: boolean;
}

/** What a document takes in memory, in bytes for each character of its text. */
export const BYTES_PER_CHARACTER = 72;

/** What a document must fit. */
export interface DocumentRules {
  readonly schema: GraphQLSchema;
  /** False refuses introspection, and keeps the names that it would have shown out of what is said of others. */
  readonly introspection: boolean;
}

/**
 * Reads the document of a request, or says why it is refused. Limits come before validation, whose rules take a time
 * that grows with the square of the document, or faster.
 */
export function parseDocument(text: string, rules: DocumentRules): ValidDocument | readonly GraphQLError[] {
  try {
    const source = new Source(text);
    checkTokens(source);
    const document = parse(source);
    const selected = checkSelections(document);
    checkOperations(selected.operations);
    const errors = validateDocument(document, rules);
    if (errors.length > 0) return errors;
    const { fragments, operations } = selected;
    const isIntrospection = operations.every(({ selectionSet }) => asksForSchema(selectionSet, fragments));
    return { ...selected, isIntrospection, text, document };
  } catch (error) {
    if (error instanceof GraphQLError) return [asRefusal(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

/** Faults of a document that are told; one more says that there are others. */
const MAX_ERRORS = 99;
const CLOSED_RULES = [...specifiedRules, NoSchemaIntrospectionCustomRule];

function validateDocument(document: DocumentNode, { schema, introspection }: DocumentRules): readonly GraphQLError[] {
  const errors = introspection
    ? validate(schema, document, specifiedRules, { maxErrors: MAX_ERRORS })
    : validate(schema, document, CLOSED_RULES, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  return errors.map((error) => asRefusal(error, 'GRAPHQL_VALIDATION_FAILED'));
}

/** Validation lets a document without any pass, and subscriptions when the schema has none. */
function checkOperations(operations: readonly OperationDefinitionNode[]): void {
  if (operations.length === 0) throw badRequest('The document holds no operation: send a query or a mutation.');
  if (operations.some(({ operation }) => operation === OperationTypeNode.SUBSCRIPTION)) {
    throw badUserInput('There are no subscriptions: send a query.');
  }
}

/**
 * Whether all fields of a place are those that every schema has.
 *
 * @param spread names the fragments that were looked at, of which each is looked at once.
 */
function asksForSchema(
  { selections }: SelectionSetNode,
  fragments: ValidDocument['fragments'],
  spread = new Set<string>(),
): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksForSchema(selection.selectionSet, fragments, spread);
    const { value } = selection.name;
    const fragment = fragments.get(value);
    if (spread.has(value) || !fragment) return true;
    return asksForSchema(fragment.selectionSet, fragments, spread.add(value));
  });
}

/** Nothing was executed: status 400, or 200 for who accepts `application/json` alone (GraphQL over HTTP, section 6.4). */
function asRefusal(error: GraphQLError, code: 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED'): GraphQLError {
  error.message = withoutValues(error.message);
  error.extensions.code ??= code;
  error.extensions.http ??= { spec: true, status: 400 };
  return error;
}
