import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Context } from '../../graphql/context.ts';
import type { AnswerShape } from '../../graphql/cost/answer-shape.ts';
import type { Variables } from './coerce-variables.ts';
import type { Compiled, Compiler } from './compiler.ts';
import type { ValidDocument } from './document.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';

/** Executes one operation. The variables are those of the request, and known to be coercible. */
export type Executor = (context: Context, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/** Compiling costs as much as several executions, so an operation that comes once is not worth it. */
const COMPILE_AT_SIGHTING = 3;

/**
 * Makes the executor of an operation. Queries that come often go through compiled code, at a third of the cost of a
 * large page.
 *
 * graphql-jit differs from the reference executor in what it says of errors, and in some of what it takes. So it gets
 * only queries of documents where it does the same, with variables that the reference coerced without complaint; and
 * when its answer holds any error, the reference executes again and *its* answer is given: the loaders still hold what
 * was read, so no REST call is made twice.
 */
export function createExecutor(
  schema: GraphQLSchema,
  compiler: Compiler,
  document: ValidDocument,
  operation: OperationDefinitionNode,
  { rowValues }: AnswerShape,
): Executor {
  const { text, selections } = document;
  const operationName = operation.name?.value;

  const executeReference: Executor = (contextValue, variableValues) => {
    contextValue.account.begin(rowValues);
    return execute({ schema, document: document.document, contextValue, variableValues, operationName }) as
      | ExecutionResult
      | Promise<ExecutionResult>;
  };
  if (!isCompilable(document, operation)) return executeReference;

  /** That it failed when it was executed last: it is not executed twice again, until it does not. */
  let hasFailed = false;

  async function executeFailing(context: Context, variables: Variables): Promise<ExecutionResult> {
    const result = await executeReference(context, variables);
    hasFailed = result.errors !== undefined;
    return result;
  }

  async function executeCompiled(context: Context, variables: Variables, compiled: Compiled): Promise<ExecutionResult> {
    context.account.begin(compiled.rowValues);
    const result = await compiled.query(undefined, context, variables);
    if (!result.errors) return result;
    hasFailed = true;
    // The reference asks for every read once more.
    context.call.requestedReads = 0;
    return executeReference(context, variables);
  }

  let sightings = 0;
  return (context, variables) => {
    const compiled = compiler.find(text);
    if (compiled) return (hasFailed ? executeFailing : executeCompiled)(context, variables, compiled);
    sightings++;
    if (sightings % COMPILE_AT_SIGHTING === 0) compiler.request(text, selections);
    return executeReference(context, variables);
  };
}

/**
 * A document with several operations would be compiled for one of them, and the fields of compiled ones always come in
 * the order in which they are written.
 */
function isCompilable(document: ValidDocument, { operation }: OperationDefinitionNode): boolean {
  return (
    operation === OperationTypeNode.QUERY &&
    document.operations.length === 1 &&
    document.hasFixedOrder &&
    document.selections <= OPERATION_LIMITS.compiledSelections
  );
}
