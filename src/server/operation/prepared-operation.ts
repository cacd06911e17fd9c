import { type GraphQLError, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { boundCost } from '../../graphql/cost/bound.ts';
import { estimateCost } from '../../graphql/cost/estimate.ts';
import type { ValidDocument } from './document.ts';
import { createExecutor, type Executor } from './executor.ts';
import { answerSize } from './limits/answer-size.ts';
import { greatestLengthOf, lengthOf, type Variables } from './limits/list-length.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** One operation of a valid document, with everything that can be known of it before its variables are. */
export interface PreparedOperation {
  readonly type: OperationDefinitionNode['operation'];
  /** As the document spells it: a GraphQL name, so it is safe to log. */
  readonly name: string | undefined;
  /** Coerces variables (GraphQL specification, section 6.1.2). */
  coerce(variables: Variables): CoercedVariables;
  /** How many values the answer may hold, where that can be too many; 0 where it cannot. */
  sizeOf(variables: Variables): number;
  /**
   * How many REST calls it needs at least, where that can be more than the budget; 0 where it cannot. Infinite when it
   * selects too much to be worked out.
   *
   * @param downwards what one walk down a list from a cursor may cost.
   */
  callsOf(coerced: Variables, downwards: number): number;
  readonly execute: Executor;
}

type CoercedVariables =
  | { readonly coerced: Variables; readonly errors?: undefined }
  | { readonly coerced?: undefined; readonly errors: readonly GraphQLError[] };

export interface PreparationRules {
  readonly schema: GraphQLSchema;
  /** Whether its resolvers give nothing for a scalar or enum that they have not checked. */
  readonly leavesAreChecked: boolean;
  /** How many REST calls one operation may cost. */
  readonly budget: number;
}

/** How many mistakes in variables are told at once, as graphql-js itself has it. */
const MAX_ERRORS = 50;

/** @param operation one of the document's. */
export function prepareOperation(
  { schema, leavesAreChecked, budget }: PreparationRules,
  { document, fragments, operations, hasFixedOrder }: ValidDocument,
  operation: OperationDefinitionNode,
): PreparedOperation {
  const shape = operations.get(operation);
  const isSmall = !shape || answerSize(shape, greatestLengthOf) <= OPERATION_LIMITS.values;
  const isCheap = boundCost(operation, fragments) <= budget;
  const definitions = operation.variableDefinitions ?? [];
  return {
    type: operation.operation,
    name: operation.name?.value,
    coerce: (variables) =>
      getVariableValues(schema, definitions, variables, { maxErrors: MAX_ERRORS }) as CoercedVariables,
    sizeOf: (variables) => (isSmall ? 0 : answerSize(shape, (field) => lengthOf(field, operation, variables))),
    callsOf(coerced, downwards) {
      if (isCheap) return 0;
      try {
        return estimateCost(operation, { schema, fragments, variables: coerced, downwards }).atLeast;
      } catch (error) {
        if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
        throw error;
      }
    },
    execute: createExecutor(schema, document, operation, {
      isCompilable: operations.size === 1 && hasFixedOrder,
      leavesAreChecked,
    }),
  };
}
