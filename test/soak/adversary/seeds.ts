import fc from 'fast-check';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { ATTACKS } from '../../e2e/attacks.ts';
import { queryRequestOf } from '../../e2e/request-arbitrary.ts';
import { operationOf } from '../../e2e/schema-arbitrary.ts';
import { isRequests, post } from '../../support/attack.ts';
import type { AttackSite } from '../../support/attack-site.ts';
import { exchange } from '../../support/send-attack.ts';
import type { Candidate } from './mutations.ts';

/** Generated operations, beside those of the table. */
const SAMPLES = 80;

/** The schema as the gateway tells it. */
export async function readSchema(site: AttackSite): Promise<GraphQLSchema> {
  const { text } = await exchange(site, post(getIntrospectionQuery()));
  return buildClientSchema((JSON.parse(text) as { readonly data: IntrospectionQuery }).data);
}

/** What a search begins with: the single operations of the table, and generated ones. */
export function toSeeds(schema: GraphQLSchema, seed: number): Candidate[] {
  const known = Object.values(ATTACKS)
    .flat()
    .flatMap(({ sent }) =>
      typeof sent === 'object' && isRequests(sent) && !sent.isAbandoned ? sent.requests.slice(0, 1) : [],
    )
    .flatMap(({ body }) => toCandidate(body));
  const options = { seed, numRuns: SAMPLES };
  const queries = fc.sample(queryRequestOf(schema), options);
  const mutations = fc.sample(operationOf(schema, 'mutation'), { ...options, numRuns: SAMPLES / 4 });
  return [
    ...queries.map(({ query, variables }): Candidate => ({ query, variables, sender: 'key' })),
    ...mutations.map((query): Candidate => ({ query, variables: {}, sender: 'key' })),
    ...known,
  ];
}

function toCandidate(body: unknown): Candidate[] {
  try {
    const { query, variables = {} } = JSON.parse(String(body)) as Candidate;
    JSON.stringify(variables);
    return typeof query === 'string' ? [{ query, variables, sender: 'key' }] : [];
  } catch {
    // A body that is no JSON, or is nested too deeply, cannot be changed and sent again.
    return [];
  }
}
