import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { loadGraphQLSchemaFromOpenAPI } from '@omnigraph/openapi';
import { createYoga } from 'graphql-yoga';
import { API_ORIGIN, PORT } from './shared/http.ts';

/** GraphQL derived from the OpenAPI contract at run time, without a line of mapping. */

const schema = await loadGraphQLSchemaFromOpenAPI('paynow', {
  source: fileURLToPath(new URL('../../../src/rest/contract/openapi.json', import.meta.url)),
  endpoint: API_ORIGIN,
  operationHeaders: { authorization: '{context.headers.authorization}' },
});
const yoga = createYoga<{ req: { headers: object } }>({
  schema,
  graphiql: false,
  context: ({ req }) => ({ headers: req.headers }),
});
createServer(yoga as never).listen(PORT, '127.0.0.1');
