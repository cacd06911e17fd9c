import type { IncomingMessage } from 'node:http';

/** Why a request is refused by its head alone: an HTTP status and what to do. */
export interface HeadRefusal {
  readonly status: 400 | 406;
  readonly message: string;
}

/** What a GraphQL answer can be sent as. */
const MEDIA_TYPES: readonly string[] = [
  'application/graphql-response+json',
  'application/json',
  'multipart/mixed',
  'text/event-stream',
];
const RANGES = new Set(['*/*', ...MEDIA_TYPES, ...MEDIA_TYPES.map((type) => `${type.split('/')[0]}/*`)]);

/**
 * Tells why no operation of this request may run. Yoga would answer a `Host` that makes no URL with a stack, and look
 * at `Accept` only when the operation, perhaps a mutation, is done.
 */
export function refuseHead({ headers: { host = '', accept = '' } }: IncomingMessage): HeadRefusal | undefined {
  if (!isHost(host)) return { status: 400, message: 'The Host header is not a host.' };
  if (isAcceptable(accept)) return undefined;
  return { status: 406, message: 'Answers are JSON: send `Accept: application/graphql-response+json`.' };
}

/** Whether a `Host` header makes the beginning of a URL. An empty one says nothing and is fine. */
export function isHost(host: string): boolean {
  return host === '' || (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`));
}

function isAcceptable(accept: string): boolean {
  return accept === '' || accept.toLowerCase().split(',').some(isServedRange);
}

function isServedRange(range: string): boolean {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  return RANGES.has(type) && parameters.every((part) => !part.startsWith('charset') || part === 'charset=utf-8');
}
