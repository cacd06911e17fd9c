import type { Workload } from '../workloads.ts';
import type { Exchange } from './exchange.ts';
import { toGraphqlExchanges } from './graphql.ts';

/** One route for each kind of task, written by hand: it takes the variables and answers as GraphQL would. */
export function toHandWrittenExchanges(workload: Workload): Exchange[] | undefined {
  const { kind } = workload.task;
  if (kind === 'documents') return undefined;
  return toGraphqlExchanges(workload).map((operation) => ({
    ...operation,
    path: `/${kind}`,
    body: JSON.stringify(operation.variables),
  }));
}
