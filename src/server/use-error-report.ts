import type { Plugin } from 'graphql-yoga';
import { reportErrors } from './error-report.ts';
import type { Log } from './log.ts';
import type { ServerContext } from './request-state.ts';

/** Reports the errors of answers that Yoga sends itself. */
export function useErrorReport(log: Log): Plugin<object, ServerContext> {
  return {
    onResultProcess({ result, serverContext, setResult }) {
      if (Array.isArray(result) || !('errors' in result) || !result.errors) return;
      setResult(reportErrors(log, serverContext.state, result));
    },
  };
}
