import { type ExecutionResult, GraphQLError } from 'graphql';
import type { RawHeaders } from './request-state.ts';

/** What answers a request for an operation, before it is sent. */
export interface OperationResponse {
  readonly status: number;
  readonly contentType: string;
  /** The others that are its own. */
  readonly headers: RawHeaders;
  readonly body: string;
}

/** What `extensions.http` of an error says of the whole answer. It is never sent. */
export interface HttpExtension {
  readonly status: number;
  /** Whether the status is for `application/graphql-response+json` alone: the older type answers with 200. */
  readonly spec?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const NO_HEADERS: RawHeaders = [];

/**
 * Decides the status, headers and body of an answer by GraphQL over HTTP, section 6.4. The rules and every byte are those
 * of GraphQL Yoga, which the tests compare it with; loading Yoga for the first error took a tenth of a second.
 *
 * @param mediaType of the answer.
 */
export function toResponse(result: ExecutionResult, mediaType: string): OperationResponse {
  const contentType = `${mediaType}; charset=utf-8`;
  const { errors } = result;
  if (!errors) return { status: 200, contentType, headers: NO_HEADERS, body: JSON.stringify(result) };
  const headers: Record<string, string> = {};
  for (const { extensions } of errors) Object.assign(headers, httpOf(extensions)?.headers);
  return {
    status: statusOf(errors, 'data' in result, mediaType === 'application/json'),
    contentType,
    headers: Object.entries(headers).flat(),
    body: JSON.stringify({ ...result, errors: errors.map(print) }),
  };
}

/** The greatest status that an error asks for; without one, 500 for a failure before there was any data. */
function statusOf(errors: readonly GraphQLError[], hasData: boolean, isLegacy: boolean): number {
  let status = 0;
  let isFailure = false;
  for (const error of errors) {
    const http = httpOf(error.extensions);
    if (http === undefined) isFailure ||= isUnforeseen(error);
    else if (!(isLegacy && http.spec)) status = Math.max(status, http.status);
  }
  if (status > 0) return status;
  return isFailure && !hasData ? 500 : 200;
}

/** Whether something else than GraphQL failed. */
function isUnforeseen({ originalError }: GraphQLError): boolean {
  if (!originalError) return false;
  return originalError instanceof GraphQLError ? isUnforeseen(originalError) : true;
}

function httpOf({ http }: GraphQLError['extensions']): HttpExtension | undefined {
  return http as HttpExtension | undefined;
}

function print(error: GraphQLError): object {
  const { http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
