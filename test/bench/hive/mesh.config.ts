import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

/** What Mesh makes of the OpenAPI contract; the gateway finds the REST API in its environment. */
export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('paynow', {
        source: '../../../src/rest/contract/openapi.json',
        endpoint: '{env.API_ORIGIN}',
        operationHeaders: { authorization: '{context.headers.authorization}' },
      }),
    },
  ],
});
