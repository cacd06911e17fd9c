import type { GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { createAllowance } from '../graphql/allowance.ts';
import type { Context } from '../graphql/context.ts';
import { createLoaders } from '../loaders.ts';
import type { Upstream } from '../rest/upstream.ts';
import { createDocumentCaches } from './document-cache.ts';
import type { Log } from './log.ts';
import { maskError } from './mask-error.ts';
import type { ServerContext } from './request-state.ts';
import { readTraceContext } from './trace-context.ts';
import { useCost } from './use-cost.ts';
import { useErrorReport } from './use-error-report.ts';
import { useFailureMask } from './use-failure-mask.ts';
import { useJit } from './use-jit.ts';
import { useNoIntrospection } from './use-no-introspection.ts';
import { useOperationLimits } from './use-operation-limits.ts';
import { useOperationName } from './use-operation-name.ts';
import { useParameterCheck } from './use-parameter-check.ts';

export interface GraphQLServerOptions {
  readonly schema: GraphQLSchema;
  readonly upstream: Upstream;
  readonly operationTimeoutMs: number;
  readonly maxRestCalls: number;
  readonly maxRepresentations: number;
  readonly introspection: boolean;
  readonly log: Log;
}

/** Creates the GraphQL pipeline. Plugins run from top to bottom. */
export function createGraphQLServer(options: GraphQLServerOptions): YogaServerInstance<ServerContext, Context> {
  const { upstream, operationTimeoutMs, maxRestCalls, maxRepresentations } = options;
  const plugins = [
    useFailureMask(options.log),
    useParameterCheck(),
    useOperationLimits(),
    !options.introspection && useNoIntrospection(),
    useOperationName(),
    useCost(),
    useJit(),
    useErrorReport(options.log),
  ];
  return createYoga<ServerContext, Context>({
    schema: options.schema,
    plugins,
    maskedErrors: { maskError },
    parserAndValidationCache: createDocumentCaches(),
    context: (initial) => {
      const { state } = initial;
      const call = {
        upstream,
        authorization: state.req.headers.authorization,
        trace: readTraceContext(state.req.headers),
        deadline: state.startedAt + operationTimeoutMs,
        cancellation: state.cancellation,
        budget: maxRestCalls,
        restCalls: 0,
        asked: 0,
        looked: 0,
        retries: 0,
      };
      state.call = call;
      return {
        call,
        loaders: createLoaders(call),
        representations: createAllowance('representations', maxRepresentations),
      };
    },
    // The listener in front answers or refuses all of these.
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    maxRequestBodySize: false,
    logging: false,
  });
}
