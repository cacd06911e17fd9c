import type { Plugin } from 'graphql-yoga';
import { reportFailure } from './failure.ts';
import type { Log } from './log.ts';
import type { ServerContext } from './request-state.ts';

/** Logs and masks what fails around an operation: the HTTP adapter under Yoga would answer with the stack. */
export function useFailureMask(log: Log): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext, fetchAPI, requestHandler, setRequestHandler }) {
      setRequestHandler(async (request, context) => {
        try {
          return await requestHandler(request, context);
        } catch (failure) {
          return fetchAPI.Response.json(reportFailure(log, serverContext.state, failure), { status: 500 });
        }
      });
    },
  };
}
