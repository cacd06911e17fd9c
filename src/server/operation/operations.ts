import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context } from '../../graphql/context.ts';
import type { ErrorCode } from '../../graphql/errors.ts';
import { withoutHint } from '../../graphql/redact.ts';
import type { Call } from '../../rest/call.ts';
import { maskError } from '../mask-error.ts';
import type { RequestState } from '../request-state.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';
import { requireParameters } from './parameters.ts';
import { createPreparation, type PreparationOptions } from './preparation.ts';
import type { PreparedOperation } from './prepared-operation.ts';

export type OperationsOptions = PreparationOptions & {
  /** Makes what the resolvers of one operation work with. */
  readonly createContext: (state: RequestState) => Context;
};

/** Answers the operation of a request. Whatever goes wrong is in the answer, and says no more than a client may know. */
export type Operations = (state: RequestState, params: object) => Promise<ExecutionResult>;

/**
 * Makes the way of every operation, whether it came as a plain JSON POST or through Yoga: its parameters are checked,
 * its document is found or prepared, its variables are coerced, and what would be too large or too costly is refused
 * before the first REST call. Then it is executed, and its cost is put beside the data.
 */
export function createOperations({ createContext, ...options }: OperationsOptions): Operations {
  const prepare = createPreparation(options);

  async function answer(state: RequestState, params: object): Promise<ExecutionResult> {
    const { query, operationName, variables } = requireParameters(params);
    const prepared = prepare(query, operationName);
    if (!('execute' in prepared)) return { errors: prepared };
    if (prepared.type === 'mutation' && state.req.method === 'GET') throw notByGet();
    state.operation = prepared;
    return execute(state, prepared, variables ?? {});
  }

  async function execute(
    state: RequestState,
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<ExecutionResult> {
    const size = operation.sizeOf(variables);
    if (size > OPERATION_LIMITS.values) throw tooLarge(size);
    const context = createContext(state);
    const { call } = context;
    const { coerced, errors } = operation.coerce(variables);
    if (errors) return withCost({ errors: errors.map(refuseVariable) }, call);
    const calls = operation.callsOf(coerced, call.upstream.downParameter ? 1 : 2);
    if (calls > call.budget) throw tooCostly(calls, call.budget);
    return withCost(await operation.execute(context, variables), call);
  }

  function refuseVariable(error: GraphQLError): GraphQLError {
    // The names in a hint are those that introspection would have shown.
    if (!options.introspection) error.message = withoutHint(error.message);
    error.extensions.http = { status: 400 };
    return error;
  }

  return async (state, params) => {
    try {
      const result = await answer(state, params);
      return result.errors ? { ...result, errors: result.errors.map(maskError) } : result;
    } catch (error) {
      return { errors: [maskError(error)] };
    }
  };
}

/** What an operation did cost is in `extensions.cost`. */
function withCost(result: ExecutionResult, { restCalls, budget, retries, asked, looked }: Call): ExecutionResult {
  return { ...result, extensions: { cost: { restCalls, budget, deduplicated: asked - looked, retried: retries } } };
}

function notByGet(): GraphQLError {
  const http = { status: 405, headers: { Allow: 'POST' } };
  return new GraphQLError('A mutation changes something: send it by POST.', {
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http },
  });
}

function tooLarge(size: number): GraphQLError {
  const [may, most] = [size, OPERATION_LIMITS.values].map((values) => values.toLocaleString('en'));
  return tooMuch(`The answer may hold ${may} values (${most} at most). Ask for fewer rows or fields at once.`);
}

function tooCostly(calls: number, budget: number): GraphQLError {
  const number = Number.isFinite(calls) ? `at least ${calls}` : 'too many';
  return tooMuch(
    `This operation needs ${number} REST calls, and one operation may cost ${budget}. Ask for less at once.`,
  );
}

/** An answer without data is no success for whoever accepts `application/graphql-response+json`. */
export function tooMuch(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'OPERATION_TOO_COSTLY' satisfies ErrorCode, http: { spec: true, status: 400 } },
  });
}
