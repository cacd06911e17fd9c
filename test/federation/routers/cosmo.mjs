import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { buildRouterConfig, SubgraphKind } from '@wundergraph/cosmo-shared';
import { parse } from 'graphql';

/**
 * Composes with Cosmo's composer, as `wgc router compose` does.
 *
 * @param {readonly import('../compose.ts').Subgraph[]} subgraphs
 */
export function composeWithCosmo(subgraphs) {
  const result = federateSubgraphs({
    subgraphs: subgraphs.map(({ name, sdl, url }) => ({ name, url, definitions: parse(sdl) })),
    version: ROUTER_COMPATIBILITY_VERSION_ONE,
  });
  return { errors: result.success ? [] : result.errors.map(({ message }) => message), result };
}

/**
 * What Cosmo Router executes, as JSON.
 *
 * @param {readonly import('../compose.ts').Subgraph[]} subgraphs
 */
export function buildExecutionConfig(subgraphs) {
  const { result } = composeWithCosmo(subgraphs);
  const config = buildRouterConfig({
    federatedClientSDL: printSchemaWithDirectives(result.federatedGraphClientSchema),
    federatedSDL: printSchemaWithDirectives(result.federatedGraphSchema),
    fieldConfigurations: result.fieldConfigurations,
    routerCompatibilityVersion: ROUTER_COMPATIBILITY_VERSION_ONE,
    schemaVersionId: 'test',
    subgraphs: subgraphs.map(({ name, sdl, url }, index) => {
      const { schema, configurationDataByTypeName } = result.subgraphConfigBySubgraphName.get(name);
      return {
        kind: SubgraphKind.Standard,
        id: String(index),
        name,
        sdl,
        url,
        subscriptionUrl: url,
        schema,
        configurationDataByTypeName,
      };
    }),
  });
  return config.toJsonString();
}
