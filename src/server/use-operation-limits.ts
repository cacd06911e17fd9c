import { type DocumentNode, GraphQLError, getOperationAST, type OperationDefinitionNode, parse, Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput, type ErrorCode } from '../graphql/errors.ts';
import { answerSize } from './limits/answer-size.ts';
import { checkLexemes } from './limits/lexemes.ts';
import { isNestedDeeper } from './limits/nesting.ts';
import { OPERATION_LIMITS } from './limits/operation-limits.ts';
import { checkSelections, type Shape } from './limits/selections.ts';

/**
 * Refuses what is too large, too deep or too repetitive for this API: documents when they are parsed, before validation
 * looks at them; variables before anything else does; answers that would be too large before the first REST call.
 *
 * A document is looked at once. The verdict stays in the document cache, as a parsed document or as an error.
 */
export function useOperationLimits(): Plugin {
  // Keyed by parts of documents, which outlive requests: the document cache bounds how many there are.
  const shapes = new WeakMap<OperationDefinitionNode, Shape>();

  function parseWithinLimits(text: string | Source): DocumentNode {
    const source = typeof text === 'string' ? new Source(text) : text;
    checkLexemes(source);
    const document = parse(source);
    for (const [operation, shape] of checkSelections(document)) {
      // Validation lets it pass when the schema has none.
      if (operation.operation === 'subscription') throw badUserInput('There are no subscriptions: send a query.');
      shapes.set(operation, shape);
    }
    return document;
  }

  return {
    onParams({ params }) {
      if (isNestedDeeper(params.variables, OPERATION_LIMITS.nesting)) throw tooDeep();
    },
    onParse({ setParseFn }) {
      setParseFn(parseWithinLimits);
    },
    onExecute({ args, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      const shape = operation && shapes.get(operation);
      if (!shape) return;
      const size = answerSize(shape, operation, args.variableValues ?? {});
      if (size > OPERATION_LIMITS.values) setResultAndStopExecution({ errors: [tooLarge(size)] });
    },
  };
}

function tooDeep(): GraphQLError {
  return new GraphQLError(`\`variables\` are nested deeper than ${OPERATION_LIMITS.nesting} levels. Nest less.`, {
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode, http: { status: 400 } },
  });
}

function tooLarge(size: number): GraphQLError {
  const [may, most] = [size, OPERATION_LIMITS.values].map((values) => values.toLocaleString('en'));
  return new GraphQLError(
    `The answer may hold ${may} values (${most} at most). Ask for fewer rows or fields at once.`,
    {
      extensions: { code: 'OPERATION_TOO_COSTLY' satisfies ErrorCode, http: { spec: true, status: 400 } },
    },
  );
}
