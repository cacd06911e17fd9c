import type { YogaServerInstance } from 'graphql-yoga';
import { loadYoga } from './lazy-packages.ts';
import type { Log } from './log.ts';
import { maskError } from './mask-error.ts';
import type { Operations } from './operation/operations.ts';
import type { ServerContext } from './request-state.ts';
import { useErrorReport } from './use-error-report.ts';
import { useFailureMask } from './use-failure-mask.ts';
import { useOperations } from './use-operations.ts';

export type Yoga = YogaServerInstance<ServerContext, object>;

/**
 * Creates the HTTP side of GraphQL (GraphQL over HTTP) for whatever is no POST: GET, statuses. Plugins run from top to
 * bottom. Yoga's own way from parameters to a result is not taken: its hooks and the promises between them were a fifth
 * of the cost of a small operation, and all that they did is done once per document in `operation/`.
 */
export function createHttpAdapter(answer: Operations, log: Log): Yoga {
  return loadYoga().createYoga<ServerContext, object>({
    plugins: [useFailureMask(log), useOperations(answer), useErrorReport(log)],
    maskedErrors: { maskError },
    parserAndValidationCache: false,
    // The listener in front answers or refuses all of these.
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    maxRequestBodySize: false,
    logging: false,
  });
}
