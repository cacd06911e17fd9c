import type { ServerResponse } from 'node:http';
import type { ErrorCode } from '../graphql/errors.ts';

/** Answers a request that never becomes a GraphQL operation, in the form that GraphQL clients read. */
export function sendHttpError(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code: ErrorCode = 'BAD_USER_INPUT',
): void {
  const requestId = res.getHeader('x-request-id');
  const body = JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] });
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  res.end(body);
}
