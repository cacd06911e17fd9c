import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import type { AnswerShape } from '../../graphql/cost/answer-shape.ts';
import type { AnswerSize } from '../../graphql/cost/answer-size.ts';
import { ASK_FOR_LESS, tooCostly, viewError } from '../../graphql/errors.ts';
import { type Call, releaseBytes } from '../../rest/call.ts';
import { noteOperation, type RequestState } from '../request-state.ts';
import type { HttpExtension } from '../response.ts';
import type { Documents } from './documents.ts';
import { isLargerThan } from './limits/json-size.ts';
import { boundErrors, OPERATION_LIMITS } from './limits/operation-limits.ts';
import { badRequest, requireParameters } from './parameters.ts';
import { fits, type PreparedOperation } from './prepared-operation.ts';

export interface OperationsOptions {
  readonly documents: Documents;
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
  /** Makes what the resolvers of one operation work with. */
  readonly createContext: (state: RequestState, shape: AnswerShape) => Context;
}

/**
 * Executes the operation of a request, given its parameters.
 *
 * @throws {GraphQLError} for what is refused, and whatever fails around the execution. No error is fit for the client yet.
 */
export type Operations = (state: RequestState, params: object) => Promise<ExecutionResult>;

/**
 * Makes the way of every operation: its parameters are checked, its document is found or prepared, its variables are
 * coerced, and what would be too large or too costly is refused before the first REST call. Then it is executed, and its
 * cost is put beside the data.
 */
export function createOperations({ documents, maxAnswerBytes, createContext }: OperationsOptions): Operations {
  const takeTurn = createTurns();

  /** A bound that takes a few sums, so that hardly any answer has to be looked through. */
  function mayBeLarger({ repeats }: AnswerShape, { values, bytes }: AnswerSize, call: Call): boolean {
    const copies = repeats * (1 + call.requestedReads - call.distinctReads);
    return bytes + values * VALUE_BYTES + call.bytes * copies > maxAnswerBytes;
  }

  return async (state, params) => {
    const asked = requireParameters(params);
    const { operations, errors: faults } = documents.find(asked);
    if (faults) return { errors: faults };
    const operation = pick(operations, asked.operationName);
    if (operation === undefined) throw unknownOperation();
    if (operation.type === 'mutation' && state.req.method !== 'POST') throw notByGet();
    const { shape } = operation;
    const context = createContext(state, shape);
    const { call } = context;
    noteOperation(state, operation, call);
    if (shape.needsCredential) requireCredential(call);
    const variables = asked.variables ?? {};
    const { coerced, errors } = operation.coerce(variables);
    if (errors) return withCost({ errors }, call);
    const size = operation.sizeOf(coerced);
    if (!fits(size, maxAnswerBytes)) throw tooLarge(size);
    const calls = operation.callsOf(coerced, call.upstream.downParameter ? 1 : 2);
    if (calls > call.budget) throw tooManyCalls(calls, call.budget);
    call.spareCalls = call.budget - calls;
    try {
      const result = await operation.execute(context, variables);
      if (call.bytes > LARGE_BYTES || size.values > LARGE_VALUES) await takeTurn();
      if (mayBeLarger(shape, size, call) && isLargerThan(result.data, maxAnswerBytes)) {
        throw tooManyBytes(operation.type, maxAnswerBytes);
      }
      return withCost(result.errors ? { ...result, errors: boundErrors(result.errors) } : result, call);
    } finally {
      releaseBytes(call);
    }
  };
}

/** GraphQL specification, section 6.1: without a name, the only operation. */
function pick(
  operations: readonly PreparedOperation[],
  operationName: string | null | undefined,
): PreparedOperation | undefined {
  if (operationName == null) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name === operationName);
}

function unknownOperation(): GraphQLError {
  return badRequest('Name one of the operations of the document in `operationName`.');
}

/** From when on an answer is put into text in a turn of its own: twenty of 7 MB at once held others up for two seconds. */
const LARGE_BYTES = 512 * 1024;
const LARGE_VALUES = 20_000;

/**
 * Makes turns: each resolves in another turn of the event loop, so that what waits for the network is looked at between two
 * pieces of work that take long.
 */
function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}

/** What a value takes that is no text of the REST API: ids, cursors, enums and numbers have at most 100 bytes. */
const VALUE_BYTES = 100;

/** What an operation did cost is in `extensions.cost`. */
function withCost(
  result: ExecutionResult,
  { restCalls, budget, retries, requestedReads, distinctReads }: Call,
): ExecutionResult {
  return {
    ...result,
    extensions: { cost: { restCalls, budget, deduplicated: requestedReads - distinctReads, retried: retries } },
  };
}

/** An operation that reads is not even begun without a credential (RFC 9110, section 15.5.2). */
function requireCredential({ credential: { fault } }: Call): void {
  if (!fault) return;
  const { message, extensions } = viewError(fault);
  // Whoever signs people in looks at the status, whatever it accepts.
  const spec = fault.reason === undefined;
  const http: HttpExtension = { spec, status: 401, headers: { 'WWW-Authenticate': fault.challenge } };
  throw new GraphQLError(message, { extensions: { ...extensions, http } });
}

function notByGet(): GraphQLError {
  return badRequest('A mutation changes something: send it by POST.', { status: 405, headers: { Allow: 'POST' } });
}

function tooLarge({ values, bytes, failures }: AnswerSize): GraphQLError {
  if (values > OPERATION_LIMITS.values) {
    const [may, most] = [values, OPERATION_LIMITS.values].map((count) => Math.ceil(count).toLocaleString('en'));
    return tooMuch(`The answer may hold ${may} values (${most} at most). ${ASK_FOR_LESS}`);
  }
  if (failures > OPERATION_LIMITS.failures) {
    return tooMuch('The arguments of too many fields cannot be used. Send other variables.');
  }
  return tooMuch(
    `The keys of the answer alone may take ${Math.ceil(bytes).toLocaleString('en')} bytes. ${ASK_FOR_LESS}`,
  );
}

/** @param type of the operation. */
export function tooManyBytes(type: string | undefined, maxBytes: number): GraphQLError {
  const done = type === 'mutation' ? ' What it changed is changed.' : '';
  return tooMuch(`The answer is larger than ${maxBytes.toLocaleString('en')} bytes.${done} ${ASK_FOR_LESS}`);
}

function tooManyCalls(calls: number, budget: number): GraphQLError {
  const number = Number.isFinite(calls) ? `at least ${calls}` : 'too many';
  return tooMuch(
    `This operation needs ${number} REST calls, and one operation may cost ${budget}. Ask for less at once.`,
  );
}

/** An answer without data is no success for whoever accepts `application/graphql-response+json`. */
export function tooMuch(message: string): GraphQLError {
  const http: HttpExtension = { spec: true, status: 400 };
  return tooCostly(message, { http });
}
