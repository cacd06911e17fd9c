import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../graphql/errors.ts';
import { isNestedDeeper } from './limits/nesting.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** The parameters of a request (GraphQL over HTTP, section 5.1), of the right form. */
export interface OperationParameters {
  readonly query: string;
  readonly operationName?: string | null;
  /** Not coerced. */
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

const PARAMETERS: readonly string[] = ['query', 'variables', 'operationName', 'extensions'];

/**
 * Gives the parameters of a request, having checked their form. No message repeats any of them.
 *
 * @throws {GraphQLError} `BAD_USER_INPUT`
 */
export function requireParameters(params: object): OperationParameters {
  const { query, variables, operationName, extensions }: Readonly<Record<string, unknown>> = { ...params };
  if (typeof query !== 'string' || query === '') throw badRequest('Send the operation as a string in `query`.');
  if (!isObjectOrAbsent(variables)) throw badRequest('`variables` must be a JSON object.');
  if (!isObjectOrAbsent(extensions)) throw badRequest('`extensions` must be a JSON object.');
  if (operationName != null && typeof operationName !== 'string') {
    throw badRequest('`operationName` must be a string.');
  }
  for (const name in params) {
    if (!PARAMETERS.includes(name)) {
      throw badRequest(`A request holds nothing but ${PARAMETERS.map((known) => `\`${known}\``).join(', ')}.`);
    }
  }
  if (isNestedDeeper(variables, OPERATION_LIMITS.nesting)) {
    throw badRequest(`\`variables\` are nested deeper than ${OPERATION_LIMITS.nesting} levels. Nest less.`);
  }
  return params as OperationParameters;
}

/** A refusal that nothing was executed for, with status 400 whatever the client accepts. */
export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http: { status: 400 } },
  });
}

function isObjectOrAbsent(value: unknown): boolean {
  return value == null || (typeof value === 'object' && !Array.isArray(value));
}
