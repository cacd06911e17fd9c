import { STATUS_CODES } from 'node:http';

/** What is wrong with bytes that are no request, by the code of the HTTP server's error. */
const FAULTS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The head of the request is larger than 16 KB: send less in its URL and headers.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions of the request body are too long: send none.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time: send it again, faster.'],
};

const MALFORMED = [400, 'This is not a well-formed HTTP/1.1 request.'] as const;

/** The answer to bytes that the HTTP server could not read as a request, ready to be written to the socket. */
export function faultAnswer(code: string | undefined): string {
  const [status, message] = FAULTS[code ?? ''] ?? MALFORMED;
  return rawAnswer(status, message);
}

/** A whole answer as it goes over the wire, where there is no response object to write it. */
export function rawAnswer(status: number, message: string): string {
  const body = errorBody(message, 'BAD_USER_INPUT');
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Cache-Control: private, no-store',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** An error as the JSON that GraphQL clients read, with a code of the catalogue. */
export function errorBody(message: string, code: string, extensions: object = {}): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] });
}
