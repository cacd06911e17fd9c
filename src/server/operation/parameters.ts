import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';
import type { HttpExtension } from '../response.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** The parameters of a request (GraphQL over HTTP, section 5.1), of the right form. */
export interface OperationParameters {
  /** The text of a document. */
  readonly query: string | undefined;
  /** What stands where clients put the id of a document, whatever it is. Undefined only where `query` is not. */
  readonly documentId: unknown;
  readonly operationName: string | null | undefined;
  /** Not coerced. */
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
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
    documentId: textOf('documentId'),
    doc_id: textOf('doc_id'),
    id: textOf('id'),
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
 * @throws {GraphQLError} `BAD_USER_INPUT`.
 */
export function requireParameters(params: object): OperationParameters {
  const given: Params = { ...params };
  const { query, variables, operationName, extensions } = given;
  if (query != null && (typeof query !== 'string' || query === '')) throw queryRequired();
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
  return { query: query ?? undefined, documentId: documentIdOf(given), operationName, variables };
}

type Params = Readonly<Record<string, unknown>>;

/**
 * What stands where clients put the id of a document, first GraphQL over HTTP, then Apollo Client and urql, then Relay;
 * undefined where nothing does.
 */
export function documentIdOf({ documentId, extensions, doc_id, id }: Params): unknown {
  const persistedQuery = isObject(extensions) ? extensions.persistedQuery : undefined;
  const hash = isObject(persistedQuery) ? persistedQuery.sha256Hash : persistedQuery;
  return documentId ?? hash ?? doc_id ?? id ?? undefined;
}

/** Whether a value can be the id of a document, in a manifest as in a request. */
export function isDocumentId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9._~:-]{1,256}$/.test(value);
}

/** There is nothing to execute. */
export function queryRequired(): GraphQLError {
  return badRequest('Send the operation as a string in `query`.');
}

/** A refusal that nothing was executed for, with this status whatever the client accepts. */
export function badRequest(message: string, http: HttpExtension = { status: 400 }, more: object = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http, ...more } });
}

/** Whether objects and lists lie within each other more than so many levels deep. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isNestedDeeper(inner, levels - 1));
}

function isObjectOrAbsent(value: unknown): value is Params | null | undefined {
  return value == null || (isObject(value) && !Array.isArray(value));
}

function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null;
}
