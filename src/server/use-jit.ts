import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getVariableValues,
  Kind,
  OperationTypeNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';

/** Compiling costs as much as several executions, so a document that comes once is not worth it. */
const COMPILE_AT_SIGHTING = 3;

/** What is known of one document: how often it came, then its compiled form, or that it must not be compiled. */
interface Sighted {
  count: number;
  compiled: CompiledQuery | 'never' | undefined;
}

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Executes queries that come often through compiled code, at a third of the cost of a large page.
 *
 * graphql-jit differs from the reference executor in what it says of errors, and in some of what it takes. So it gets
 * only documents with a single query and variables that the reference coerced without complaint, and when its answer
 * holds any error, the reference executes again and *its* answer is given: the loaders still hold what was read, so no
 * REST call is made twice.
 */
export function useJit(): Plugin<Context> {
  // Keyed by documents, which outlive requests: the document cache bounds how many there are.
  const sightings = new WeakMap<DocumentNode, Sighted>();
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const compiled = lookUp(sightings, args);
      if (compiled) setExecuteFn((given) => executeCompiled(compiled, given as ExecutionArgs, executeFn as Execute));
    },
  };
}

function lookUp(sightings: WeakMap<DocumentNode, Sighted>, args: ExecutionArgs): CompiledQuery | undefined {
  const { document } = args;
  let sighted = sightings.get(document);
  if (!sighted) {
    sighted = { count: 0, compiled: isEligible(document) ? undefined : 'never' };
    sightings.set(document, sighted);
  }
  if (sighted.compiled === undefined && ++sighted.count >= COMPILE_AT_SIGHTING) sighted.compiled = compile(args);
  return sighted.compiled === 'never' ? undefined : sighted.compiled;
}

/** One operation, a query: a compiled document answers with the operation that it was compiled for. */
function isEligible(document: DocumentNode): boolean {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 && operations[0]?.operation === OperationTypeNode.QUERY;
}

function compile({ schema, document }: ExecutionArgs): CompiledQuery | 'never' {
  const compiled = compileQuery(schema, document, undefined, { useExperimentalPathBasedSkipInclude: true });
  return isCompiledQuery(compiled) ? compiled : 'never';
}

async function executeCompiled(
  compiled: CompiledQuery,
  args: ExecutionArgs,
  reference: Execute,
): Promise<ExecutionResult> {
  if (!isCallable(args)) return reference(args);
  const result = await compiled.query(args.rootValue, args.contextValue, args.variableValues);
  return result.errors ? reference(args) : result;
}

/** Whether the reference takes the operation name and the variables; graphql-jit is less strict with both. */
function isCallable({ schema, document, operationName, variableValues }: ExecutionArgs): boolean {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation || (operationName != null && operationName !== operation.name?.value)) return false;
  return !getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}).errors;
}
