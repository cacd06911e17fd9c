import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../graphql/context.ts';
import type { ServerContext } from './request-state.ts';

/** Remembers which operation runs, for the log. The name is the document's own: a GraphQL name, so it is safe to log. */
export function useOperationName(): Plugin<Context, ServerContext> {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName);
      const { state } = args.contextValue as unknown as ServerContext;
      if (operation) state.operation = { type: operation.operation, name: operation.name?.value };
    },
  };
}
