import { channel } from 'node:diagnostics_channel';
import type { GraphQLResolveInfo } from 'graphql';
import { traceIdOf } from '../rest/call.ts';
import { ForbiddenError, mayBeDone, RefusedError } from '../rest/errors.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { Context } from './context.ts';
import { parseGlobalId } from './entity.ts';
import { ENTITIES } from './entity-registry.ts';

/** What becomes of an attempt to write; `not_attempted`: nothing was sent, for a reason that is not in the input. */
type WriteOutcome = 'applied' | 'rejected' | 'unknown' | 'forbidden' | 'not_attempted';

/** An attempt to change something, told when it is over. */
export interface WriteEvent {
  /** Tells the gateways of one process apart. */
  readonly upstream: Upstream;
  readonly attempt: WriteAttempt;
}

/** What is told of it: names of fields, and no value of any. */
interface WriteAttempt {
  readonly requestId: string;
  readonly traceId: string | undefined;
  /** The mutation, for example `couponUpdate`. */
  readonly operation: string;
  /** Who tries; undefined with an API key. */
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly store: string | undefined;
  /** What is changed: its global id, or else which one of a store it is. */
  readonly target: string | undefined;
  readonly changed: readonly string[];
  readonly outcome: WriteOutcome;
}

/** Where each is told: `paynow.write` of `node:diagnostics_channel`. It costs nothing unheard. */
export const writeChannel = channel('paynow.write');

/** A mutation that is about to be resolved. */
interface Write {
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
  readonly input: Input;
}

type Input = Readonly<Record<string, unknown>>;

/** What every payload says of what did not go as asked; that of a bulk mutation says it of each item. */
interface Payload {
  readonly userErrors?: readonly { readonly code: string }[];
  readonly results?: readonly (object & { readonly index: number; readonly outcome: keyof typeof BULK_OUTCOMES })[];
}

/** The outcomes of the items of bulk mutations. */
const BULK_OUTCOMES = {
  APPLIED: 'applied',
  REJECTED: 'rejected',
  OUTCOME_UNKNOWN: 'unknown',
  NOT_ATTEMPTED: 'not_attempted',
} as const satisfies Readonly<Record<string, WriteOutcome>>;

/** Runs a write and tells what became of it. */
export function tellWrite(write: Write, run: () => unknown): unknown {
  return writeChannel.hasSubscribers ? runAndTell(write, run) : run();
}

async function runAndTell(write: Write, run: () => unknown): Promise<unknown> {
  const { call } = write.context;
  const before = call.writes;
  try {
    const payload = await run();
    publishAll(write, payload as Payload);
    return payload;
  } catch (error) {
    const outcome = outcomeAfter(error, call.writes > before);
    for (const input of oneOfEachStore(write.input)) publish(write, input, outcome);
    throw error;
  }
}

/** The input of a batch that failed as a whole, once for each store that its items name; any other as it is. */
function oneOfEachStore(input: Input): readonly Input[] {
  const items = (input.items ?? []) as readonly { readonly id?: unknown }[];
  const stores = new Set(items.flatMap(({ id }) => keyOf(id)?.storeId ?? []));
  if (stores.size === 0) return [input];
  return Array.from(stores)
    .slice(0, MAX_STORES)
    .map((storeId) => ({ ...input, storeId }));
}

/** A client may send any text as an id: only what names something of ours is told on. */
function keyOf(id: unknown): ReturnType<typeof parseGlobalId> {
  return typeof id === 'string' ? parseGlobalId(ENTITIES, id) : undefined;
}

/** Stores that a refused batch is told of. */
const MAX_STORES = 100;

/** Each item of a bulk mutation is an attempt by itself. */
function publishAll(write: Write, payload: Payload): void {
  const { results = [] } = payload;
  if (results.length === 0) {
    publish(write, write.input, outcomeOf(payload), createdId(payload));
    return;
  }
  const { items, ...shared } = write.input;
  for (const result of results) {
    const item = (items as readonly Input[] | null | undefined)?.[result.index];
    publish(write, { ...shared, ...item, shared }, BULK_OUTCOMES[result.outcome], createdId(result));
  }
}

/** @param input of this attempt alone. */
function publish({ context, info }: Write, input: Input, outcome: WriteOutcome, createdId?: string): void {
  const { call, requestId } = context;
  const { subject } = call.credential;
  const { id, storeId, kind } = input;
  const key = keyOf(id);
  const attempt = {
    requestId,
    traceId: call.trace && traceIdOf(call.trace),
    operation: info.fieldName,
    issuer: subject?.issuer,
    subject: subject?.name,
    store: key?.storeId ?? (storeId as string | undefined),
    target: key ? (id as string) : (createdId ?? (kind as string | undefined)),
    changed: [...new Set(namesIn(input))],
    outcome,
  };
  writeChannel.publish({ upstream: call.upstream, attempt } satisfies WriteEvent);
}

function outcomeOf({ userErrors = [] }: Payload): WriteOutcome {
  const codes = userErrors.map(({ code }) => code);
  if (codes.includes('OUTCOME_UNKNOWN')) return 'unknown';
  return codes.every((code) => code === 'NOT_APPLIED') ? 'applied' : 'rejected';
}

/** @param wasSent whether the write itself was sent, and not only what is read before it. */
function outcomeAfter(error: unknown, wasSent: boolean): WriteOutcome {
  if (error instanceof ForbiddenError) return 'forbidden';
  if (error instanceof RefusedError && error.status === 403) return 'forbidden';
  if (!wasSent) return 'not_attempted';
  if (mayBeDone(error)) return 'unknown';
  return error instanceof RefusedError && error.status < 500 ? 'rejected' : 'not_attempted';
}

/** The id of what a creation has made; a payload that reads it later does not tell. */
function createdId(payload: object): string | undefined {
  const { value } = Object.getOwnPropertyDescriptor(payload, 'coupon') ?? {};
  return (value as { readonly id?: string } | null | undefined)?.id;
}

/** What names the object, or says how to go about it. */
const CONTROLS = new Set(['id', 'storeId', 'kind', 'expectedVersion', 'ifTaken', 'items', 'generate', 'invalidItems']);
/** What holds the fields of the object. */
const CONTAINERS = new Set(['set', 'coupon', 'configuration', 'template', 'shared']);

/** The names of the fields that an input holds, in the schema's words: clients can make up none. */
function namesIn(input: Input, before = '', names: string[] = []): readonly string[] {
  for (const name in input) {
    if (CONTROLS.has(name)) continue;
    const value = input[name];
    if (!isInput(value)) names.push(before + name);
    else namesIn(value, CONTAINERS.has(name) ? before : `${before}${name}.`, names);
  }
  return names;
}

function isInput(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
