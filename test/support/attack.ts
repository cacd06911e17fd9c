import { WHOLE_SUBGRAPH_ENV } from '../federation/whole-subgraph.ts';
import type { HttpRequest } from './wire.ts';

/** The gateways that attacks are sent to, by what their environment holds beside the usual. */
export const GATEWAYS = {
  /** As it starts by default. */
  open: {},
  /** As in production: no introspection, no hints, no explorer. */
  production: { NODE_ENV: 'production' },
  /** Behind a federation router. */
  subgraph: WHOLE_SUBGRAPH_ENV,
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What one client does that could hurt all others, and what it gets. */
export interface Attack {
  readonly id: string;
  /** `open` unless given. */
  readonly gateway?: keyof typeof GATEWAYS;
  readonly sent: Sent | ((facts: Facts) => Sent | Promise<Sent>);
  readonly gets: Gets;
  /**
   * A look-up of somebody else, in a store that was left alone and in one like it that was attacked: the second costs no
   * more REST calls than the first, and loses no row.
   */
  readonly bystander?: (facts: Facts) => readonly [alone: HttpRequest, attacked: HttpRequest];
}

/** What an attack may need to know of the site that it is run against. */
export interface Facts {
  /** How often this attack was made before on this site; for what must be new each time. */
  readonly round: number;
  /** The path of the largest file of the explorer. */
  asset(): Promise<string>;
}

export type Sent = Requests | Connections;

/** Whole requests, each on a connection of its own. */
export interface Requests {
  readonly requests: readonly HttpRequest[];
  /** How many at once; one after the other unless given. */
  readonly atOnce?: number;
  /** Whether no answer is waited for: all are cut when the ordinary client has been watched for a while. */
  readonly isAbandoned?: boolean;
}

/** Connections on which bytes are written, whatever HTTP makes of them. */
export interface Connections {
  readonly connections: number;
  readonly bytes: string | Buffer;
  /** How many requests these bytes are; one unless given. */
  readonly requests?: number;
  /** Whether what comes back is left unread, but for what a connection takes by itself. */
  readonly isUnread?: boolean;
  /**
   * Whether all connections are held until the ordinary client has been watched for a while, whatever is answered.
   * Otherwise each request is answered.
   */
  readonly isHeld?: boolean;
}

export function isRequests(sent: Sent): sent is Requests {
  return 'requests' in sent && !('connections' in sent);
}

/** What every answer of an attack must be; an attack that holds connections may get none. */
export interface Gets {
  readonly statuses: readonly number[];
  /** Each `extensions.code` that errors may have. */
  readonly codes: readonly string[];
  /** Whether an answer holds data; either unless given. Without data, the attack makes no REST call. */
  readonly data?: boolean;
}

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
/** Of whoever attacks with a credential that the API takes. */
const KEY = 'APIKey attacker-with-a-key';

/** Who sends an operation: somebody with a credential that the API takes, or the value of another one; none: without. */
type Sender = 'key' | 'nobody' | `APIKey ${string}`;

/** A GraphQL operation as a POST. */
export function post(query: string, variables?: object, sender: Sender = 'key'): HttpRequest {
  return postBody(JSON.stringify({ query, variables }), sender);
}

/** The body of a POST. */
export function postBody(body: string | Buffer, sender: Sender = 'key'): HttpRequest {
  const authorization = sender === 'key' ? KEY : sender;
  return { headers: { ...JSON_HEADERS, ...(sender !== 'nobody' && { authorization }) }, body };
}

/** The bytes of a request, for a connection. */
export function toBytes({ method = 'POST', path = '/graphql', headers = {}, body = '' }: HttpRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nhost: x\r\n${lines.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The same again and again. */
export function again<Item>(item: Item, times: number): Item[] {
  return Array.from({ length: times }, () => item);
}

/** Refused as a whole, before any REST call. */
export function refused(code: string | readonly string[], status: number | readonly number[] = 400): Gets {
  return { statuses: [status].flat(), codes: [code].flat(), data: false };
}

/** Answered; fields may fail with these codes. */
export function answered(...codes: readonly string[]): Gets {
  return { statuses: [200], codes, data: true };
}

/** Whatever is told before the operation is executed, by which limit or check it may be. */
export const REFUSED_SOMEHOW: Gets = refused(
  ['BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_TOO_COSTLY', 'UNAUTHENTICATED'],
  [400, 401],
);

/** Stopped when its answer grew too large or its errors too many. */
export const STOPPED: Gets = { statuses: [200, 400], codes: ['OPERATION_TOO_COSTLY'] };

/** Within the limits or beyond them: what counts is what it costs. */
export const BOUNDED: Gets = { statuses: [200, ...REFUSED_SOMEHOW.statuses], codes: REFUSED_SOMEHOW.codes };

/** Texts by their index, in one. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

export function storeGid(storeId: string): string {
  return `gid://paynow/Store/${storeId}`;
}

export function couponGid(storeId: string, couponId: string): string {
  return `gid://paynow/Coupon/${storeId}/${couponId}`;
}
