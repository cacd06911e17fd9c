import { type FragmentDefinitionNode, GraphQLError, getOperationAST, getVariableValues, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';
import { estimateCost } from '../graphql/cost/estimate.ts';
import type { Cost } from '../graphql/cost/reads.ts';
import type { ErrorCode } from '../graphql/errors.ts';
import type { Call } from '../rest/call.ts';

type ExecutionArgs = Parameters<NonNullable<Plugin<Context>['onExecute']>>[0]['args'];

/**
 * Refuses an operation that must cost more REST calls than one may, before the first call is made. What may cost more,
 * because ids turn out to lie far apart, is stopped when it does. What an operation did cost is in `extensions.cost`.
 */
export function useCost(): Plugin<Context> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { budget } = args.contextValue.call;
      const cost = estimate(args);
      if (cost && cost.atLeast > budget) {
        setResultAndStopExecution({ errors: [tooCostly(cost.atLeast, budget)] });
        return undefined;
      }
      return { onExecuteDone: ({ result, setResult }) => setResult(withCost(result, args.contextValue.call)) };
    },
  };
}

/** Undefined when the operation cannot be executed anyway; its own error says why. */
function estimate({ schema, document, operationName, variableValues, contextValue }: ExecutionArgs): Cost | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!coerced) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const { downParameter } = contextValue.call.upstream;
  try {
    return estimateCost(operation, { schema, fragments, variables: coerced, downwards: downParameter ? 1 : 2 });
  } catch (error) {
    if (error instanceof RangeError) return { atMost: Number.POSITIVE_INFINITY, atLeast: Number.POSITIVE_INFINITY };
    throw error;
  }
}

function withCost<T extends object>(result: T, { restCalls, budget, retries, asked, looked }: Call): T {
  const cost = { restCalls, budget, deduplicated: asked - looked, retried: retries };
  return { ...result, extensions: { ...('extensions' in result && (result.extensions as object)), cost } };
}

function tooCostly(calls: number, budget: number): GraphQLError {
  const number = Number.isFinite(calls) ? `at least ${calls}` : 'too many';
  return new GraphQLError(
    `This operation needs ${number} REST calls, and one operation may cost ${budget}. Ask for less at once.`,
    // An answer without data is no success for whoever accepts `application/graphql-response+json`.
    { extensions: { code: 'OPERATION_TOO_COSTLY' satisfies ErrorCode, http: { spec: true, status: 400 } } },
  );
}
