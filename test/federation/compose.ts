import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithTheGuild } from '@theguild/federation-composition';
import { type GraphQLError, parse } from 'graphql';

/** A subgraph as composers take it. */
export interface Subgraph {
  readonly name: string;
  readonly sdl: string;
  /** Where a router reaches it. */
  readonly url?: string;
}

/** What a composer made of subgraphs: a supergraph, or reasons why not. */
export interface Composition {
  /** Each with its code in front. */
  readonly errors: readonly string[];
  readonly supergraphSdl: string;
}

type Services = Parameters<typeof composeWithApollo>[0];
type Result = { errors?: readonly GraphQLError[] | undefined; supergraphSdl?: string | undefined };

/** Apollo's composer, and The Guild's, which Hive Gateway uses. */
export const COMPOSERS = {
  '@apollo/composition': createComposer(composeWithApollo),
  '@theguild/federation-composition': createComposer(composeWithTheGuild),
};

function createComposer(composeServices: (services: Services) => Result) {
  return (subgraphs: readonly Subgraph[]): Composition => {
    const services = subgraphs.map(({ name, sdl, url }) => ({ name, url: url ?? '', typeDefs: parse(sdl) }));
    const { errors = [], supergraphSdl = '' } = composeServices(services);
    return { errors: errors.map(({ message, extensions }) => `${extensions.code}: ${message}`), supergraphSdl };
  };
}
