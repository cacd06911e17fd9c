import { channel } from 'node:diagnostics_channel';
import type { GraphQLResolveInfo } from 'graphql';
import { ForbiddenError, isOutcomeUnknown, RefusedError } from '../rest/errors.ts';
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

/** What every payload says of what did not go as asked. */
interface Payload {
  readonly userErrors?: readonly { readonly code: string }[];
  /** Of a batch: what became of each of its items, in their order. */
  readonly results?: readonly { readonly outcome: keyof typeof ITEM_OUTCOMES }[];
}

const ITEM_OUTCOMES = {
  APPLIED: 'applied',
  REJECTED: 'rejected',
  OUTCOME_UNKNOWN: 'unknown',
  NOT_ATTEMPTED: 'not_attempted',
} as const satisfies Record<string, WriteOutcome>;

/** Runs a write and tells what became of it. */
export function tellWrite(write: Write, run: () => unknown): unknown {
  return writeChannel.hasSubscribers ? runAndTell(write, run) : run();
}

async function runAndTell(write: Write, run: () => unknown): Promise<unknown> {
  try {
    const payload = await run();
    publishAll(write, payload as Payload);
    return payload;
  } catch (error) {
    publish(write, outcomeAfter(error));
    throw error;
  }
}

/** One for each item of a batch, unless all of it was refused at once. */
function publishAll(write: Write, payload: Payload): void {
  const { results = [] } = payload;
  if (results.length === 0) publish(write, outcomeOf(payload), createdId(payload));
  const items = (write.input.items ?? []) as readonly Input[];
  for (const [index, result] of results.entries()) {
    publish(write, ITEM_OUTCOMES[result.outcome], createdId(result), items[index]);
  }
}

function publish({ context, info, input }: Write, outcome: WriteOutcome, createdId?: string, item: Input = {}): void {
  const { call, requestId } = context;
  const { subject } = call.credential;
  const { id, storeId, kind } = { ...input, ...item };
  // A client may send any text as an id: only what names something of ours is told on.
  const key = typeof id === 'string' ? parseGlobalId(ENTITIES, id) : undefined;
  const attempt = {
    requestId,
    traceId: call.trace?.traceparent.split('-')[1],
    operation: info.fieldName,
    issuer: subject?.issuer,
    subject: subject?.name,
    store: key?.storeId ?? (storeId as string | undefined),
    target: key ? (id as string) : (createdId ?? (kind as string | undefined)),
    changed: [...new Set([...namesIn(input), ...namesIn(item)])],
    outcome,
  };
  writeChannel.publish({ upstream: call.upstream, attempt } satisfies WriteEvent);
}

function outcomeOf({ userErrors = [] }: Payload): WriteOutcome {
  const codes = userErrors.map(({ code }) => code);
  if (codes.includes('OUTCOME_UNKNOWN')) return 'unknown';
  return codes.every((code) => code === 'NOT_APPLIED') ? 'applied' : 'rejected';
}

function outcomeAfter(error: unknown): WriteOutcome {
  if (error instanceof ForbiddenError) return 'forbidden';
  if (isOutcomeUnknown(error)) return 'unknown';
  if (error instanceof RefusedError)
    return error.status >= 500 ? 'unknown' : error.status === 403 ? 'forbidden' : 'rejected';
  return 'not_attempted';
}

/** The id of what a creation has made; a payload that reads it later does not tell. */
function createdId(payload: object): string | undefined {
  const { value } = Object.getOwnPropertyDescriptor(payload, 'coupon') ?? {};
  return (value as { readonly id?: string } | null | undefined)?.id;
}

/** What names the object, or says how to go about it. */
const CONTROLS = new Set(['id', 'storeId', 'kind', 'expectedVersion', 'ifTaken', 'items', 'generate', 'invalidItems']);
/** What holds the fields of the object. */
const CONTAINERS = new Set(['set', 'coupon', 'configuration', 'template']);

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
