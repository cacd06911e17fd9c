import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type AnswerShape, shapeAnswer } from '../../graphql/cost/answer-shape.ts';
import { type AnswerSize, greatestSize, sizeFor } from '../../graphql/cost/answer-size.ts';
import { estimateCost } from '../../graphql/cost/estimate.ts';
import { type CoercedVariables, coerceVariables, type Variables } from './coerce-variables.ts';
import type { Compiler } from './compiler.ts';
import type { DocumentRules, ValidDocument } from './document.ts';
import { createExecutor, type Executor } from './executor.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';
import { badRequest } from './parameters.ts';

/** One operation of a valid document, with everything that can be known of it before its variables are. */
export interface PreparedOperation {
  readonly type: OperationDefinitionNode['operation'];
  /** As the document spells it: a GraphQL name. */
  readonly name: string | undefined;
  /** Whether its document is listed; undefined where none are. */
  readonly isListed: boolean | undefined;
  readonly shape: AnswerShape;
  coerce(variables: Variables): CoercedVariables;
  /** What the answer may hold for coerced variables; where that is within the limits whatever they are, the most. */
  sizeOf(coerced: Variables): AnswerSize;
  /**
   * How many REST calls it needs at least, where that can be more than the budget; 0 where it cannot. Infinite when it
   * selects too much to be worked out.
   *
   * @throws {GraphQLError} when it holds more than one field with an allowance of its own.
   * @param downwards what one walk down a list from a cursor may cost.
   */
  callsOf(coerced: Variables, downwards: number): number;
  readonly execute: Executor;
}

export interface OperationRules {
  readonly compiler: Compiler;
  /** How many REST calls one operation may cost. */
  readonly budget: number;
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
}

/** @param operation one of the document's. */
export function prepareOperation(
  { schema, introspection, compiler, budget, maxAnswerBytes }: OperationRules & DocumentRules,
  document: ValidDocument,
  operation: OperationDefinitionNode,
  isListed?: boolean,
): PreparedOperation {
  const { fragments } = document;
  const shape = shapeAnswer(schema, fragments, operation);
  const greatest = greatestSize(shape);
  const isSmall = fits(greatest, maxAnswerBytes);
  const definitions = operation.variableDefinitions ?? [];
  return {
    type: operation.operation,
    name: operation.name?.value,
    isListed,
    shape,
    coerce: (variables) => coerceVariables(schema, definitions, variables, introspection),
    sizeOf: (coerced) => (isSmall ? greatest : sizeFor(shape, coerced)),
    callsOf: (variables, downwards) =>
      shape.calls <= budget ? 0 : callsOf(schema, document, operation, shape, variables, downwards),
    execute: createExecutor(schema, compiler, document, operation, shape),
  };
}

/** Whether an answer may be as large as this. */
export function fits({ values, bytes, failures }: AnswerSize, maxAnswerBytes: number): boolean {
  return values <= OPERATION_LIMITS.values && bytes <= maxAnswerBytes && failures <= OPERATION_LIMITS.failures;
}

function oneBatch(): GraphQLError {
  return badRequest('An operation may hold one bulk mutation: send the others in operations of their own.');
}

function callsOf(
  schema: GraphQLSchema,
  { fragments }: ValidDocument,
  operation: OperationDefinitionNode,
  { calling }: AnswerShape,
  variables: Variables,
  downwards: number,
): number {
  try {
    const cost = estimateCost(operation, { schema, fragments, variables, downwards, calling });
    if (cost.allowances > 1) throw oneBatch();
    return cost.atLeast;
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
