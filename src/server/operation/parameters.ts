import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';
import { isNestedDeeper } from './limits/nesting.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** The parameters of a request (GraphQL over HTTP, section 5.1), of the right form. */
export interface OperationParameters {
  readonly query: string;
  readonly operationName?: string | null;
  /** Not coerced. */
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/**
 * Gives the parameters of a request, having checked their form. No message repeats any of them, and one that is not
 * known is ignored.
 *
 * @throws {GraphQLError} `BAD_USER_INPUT`, or `PERSISTED_QUERY_NOT_SUPPORTED` for a client that sends a hash first.
 */
export function requireParameters(params: object): OperationParameters {
  const { query, variables, operationName, extensions }: Readonly<Record<string, unknown>> = { ...params };
  if (query === undefined && namesDocument(params)) throw persistedQueryNotSupported();
  if (typeof query !== 'string' || query === '') throw badRequest('Send the operation as a string in `query`.');
  if (!isObjectOrAbsent(variables)) throw badRequest('`variables` must be a JSON object.');
  if (!isObjectOrAbsent(extensions)) throw badRequest('`extensions` must be a JSON object.');
  if (operationName != null && typeof operationName !== 'string') {
    throw badRequest('`operationName` must be a string.');
  }
  if (operationName === '') {
    throw badRequest('`operationName` is empty: name an operation of the document, or leave it out.');
  }
  if (isNestedDeeper(variables, OPERATION_LIMITS.nesting)) {
    throw badRequest(`\`variables\` are nested deeper than ${OPERATION_LIMITS.nesting} levels. Nest less.`);
  }
  return params as OperationParameters;
}

/** A refusal that nothing was executed for, with status 400 whatever the client accepts. */
export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http: { status: 400 } },
  });
}

function isObjectOrAbsent(value: unknown): boolean {
  return value == null || (typeof value === 'object' && !Array.isArray(value));
}

/** Where clients put the id or the hash of a document that they hope to be known. */
const DOCUMENT_IDS: readonly string[] = ['documentId', 'doc_id', 'id'];

function namesDocument(params: object): boolean {
  const { extensions } = params as { readonly extensions?: object | null };
  const hasHash = typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions;
  return hasHash || DOCUMENT_IDS.some((name) => Object.hasOwn(params, name));
}

/**
 * Clients match this message, and send the text in its place (Apollo's automatic persisted queries). With status 200 some
 * would take it for an answer: react-relay-network-modern does.
 */
function persistedQueryNotSupported(): GraphQLError {
  return new GraphQLError('PersistedQueryNotSupported', {
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' satisfies ErrorCode, http: { status: 400 } },
  });
}
