import type { IncomingMessage } from 'node:http';
import { negotiateMediaType } from './negotiation.ts';

/** Why a request is refused by its head alone: an HTTP status and what to do. */
export interface HeadRefusal {
  readonly status: 400 | 406;
  readonly message: string;
}

/** What a GraphQL answer can be sent as. */
export type AnswerType = 'application/json' | 'application/graphql-response+json';

/**
 * The type of the answer to a request with this `Accept`; undefined where it allows none. Whoever does not care gets
 * `application/json` (GraphQL over HTTP, legacy watershed).
 */
export const pickAnswerType = negotiateMediaType<AnswerType>(['application/json', 'application/graphql-response+json']);

/**
 * Tells why no operation of this request may run. Yoga would answer a `Host` that makes no URL with a stack, and look
 * at `Accept` only when the operation, perhaps a mutation, is done.
 */
export function refuseHead({ headers: { host = '', accept } }: IncomingMessage): HeadRefusal | undefined {
  if (!isHost(host)) return { status: 400, message: 'The Host header is not a host.' };
  if (pickAnswerType(accept)) return undefined;
  return { status: 406, message: 'Answers are JSON: send `Accept: application/graphql-response+json`.' };
}

/** Whether a `Host` header makes the beginning of a URL. An empty one says nothing and is fine. */
export function isHost(host: string): boolean {
  return host === '' || (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`));
}
