import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';
import type { HttpExtension } from '../response.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** The parameters of a request (GraphQL over HTTP, section 5.1), of the right form. */
export interface OperationParameters {
  readonly query: string;
  readonly operationName?: string | null;
  /** Not coerced. */
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/**
 * Parses the parameters of a request, whatever they are: JSON in the body of a POST, or in the URL of a GET or HEAD, where
 * `variables` and `extensions` are JSON (GraphQL over HTTP, sections 5.1 and 5.4).
 *
 * @param body of a POST.
 * @throws {GraphQLError} `BAD_USER_INPUT`.
 */
export function parseParameters({ method, url = '' }: IncomingMessage, body: Buffer | undefined): object {
  if (body !== undefined) return parseBody(body);
  if (method !== 'GET' && method !== 'HEAD') {
    throw badRequest('GraphQL only supports GET and POST requests.', { status: 405, headers: { Allow: 'GET, POST' } });
  }
  const { searchParams } = new URL(url, 'http://gateway');
  const textOf = (name: string): string | undefined => searchParams.get(name) || undefined;
  return {
    query: textOf('query'),
    operationName: textOf('operationName'),
    variables: parseValue(textOf('variables')),
    extensions: parseValue(textOf('extensions')),
  };
}

function parseBody(bytes: Buffer): object {
  if (!isUtf8(bytes)) throw badRequest('The request body is not valid UTF-8.');
  const json = parseJson(bytes.toString(), 'The request body is not valid JSON.');
  if (Array.isArray(json)) throw badRequest('Send one operation per request: batches are not supported.');
  if (typeof json !== 'object' || json === null) throw badRequest('The request body must be a JSON object.');
  return json;
}

function parseValue(text: string | undefined): unknown {
  return text && parseJson(text, '`variables` and `extensions` must be JSON objects.');
}

function parseJson(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(complaint);
  }
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

/** A refusal that nothing was executed for, with this status whatever the client accepts. */
export function badRequest(message: string, http: HttpExtension = { status: 400 }): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http } });
}

/** Whether objects and lists lie within each other more than so many levels deep. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isNestedDeeper(inner, levels - 1));
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
