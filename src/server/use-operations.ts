import type { Plugin } from 'graphql-yoga';
import type { Operations } from './operation/operations.ts';
import { badRequest, requireParameters } from './operation/parameters.ts';
import type { ServerContext } from './request-state.ts';

/** Lets Yoga read requests and write answers, and nothing else: operations go the one way that all of them go. */
export function useOperations(answer: Operations): Plugin<object, ServerContext> {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method !== 'GET' || !requestParser) return;
      setRequestParser((get) => {
        try {
          return requestParser(get);
        } catch {
          throw badRequest('`variables` and `extensions` must be JSON objects.');
        }
      });
    },
    onParams({ params: given, context, setParamsHandler }) {
      // Before Yoga's own check, which repeats what it refuses.
      requireParameters(given);
      const { state } = context as unknown as ServerContext;
      setParamsHandler(({ params }) => answer(state, params));
    },
  };
}
