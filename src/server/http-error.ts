import type { ErrorCode } from '../graphql/errors.ts';
import { endBehindBody, isLong } from './linger.ts';
import { errorBody } from './raw-answer.ts';
import { applyHeaders, noteErrors, type RequestState } from './request-state.ts';

/**
 * Answers a request that is not executed, in the form that GraphQL clients read. Its body may still be coming; the
 * connection stays for another request unless what is left of it may be long.
 */
export function sendHttpError(
  state: RequestState,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code: ErrorCode = 'BAD_USER_INPUT',
): true {
  const { req, res, requestId } = state;
  noteErrors(state, { [code]: 1 });
  applyHeaders(state);
  const body = errorBody(message, code, requestId);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(isLong(req) && { connection: 'close' }),
    ...headers,
  });
  endBehindBody(res, body);
  return true;
}
