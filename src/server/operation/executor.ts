import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Context } from '../../graphql/context.ts';

/** Executes one operation. The variables are those of the request, and known to be coercible. */
export type Executor = (
  context: Context,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

export interface ExecutorOptions {
  /**
   * That the document holds no other operation, since it would be compiled for one of them, and that its fields come in
   * the order in which they are written, since compiled ones always do.
   */
  readonly isCompilable: boolean;
  /**
   * That strings, numbers, booleans and enum values may go out as resolvers give them: checking them once more takes
   * half of the execution of a large page.
   */
  readonly leavesAreChecked: boolean;
}

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
  document: DocumentNode,
  { operation, name }: OperationDefinitionNode,
  { isCompilable, leavesAreChecked }: ExecutorOptions,
): Executor {
  const executeReference: Executor = (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues, operationName: name?.value }) as
      | ExecutionResult
      | Promise<ExecutionResult>;
  if (operation !== OperationTypeNode.QUERY || !isCompilable) return executeReference;

  let sightings = 0;
  let executor = executeReference;
  return (context, variables) => {
    if (++sightings === COMPILE_AT_SIGHTING) {
      compile(schema, document, leavesAreChecked, executeReference).then((compiled) => {
        executor = compiled;
      });
    }
    return executor(context, variables);
  };
}

/** Gives the reference back for what cannot be compiled. */
async function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  leavesAreChecked: boolean,
  executeReference: Executor,
): Promise<Executor> {
  // Not loaded before it is needed: it brings a hundred modules, and a start should not take longer for them.
  const { compileQuery, isCompiledQuery } = await import('graphql-jit');
  const options = { useExperimentalPathBasedSkipInclude: true, disableLeafSerialization: leavesAreChecked };
  const compiled = compileQuery(schema, document, undefined, options);
  if (!isCompiledQuery(compiled)) return executeReference;
  return async (context, variables) => {
    const result = await compiled.query(undefined, context, variables);
    return result.errors ? executeReference(context, variables) : result;
  };
}
