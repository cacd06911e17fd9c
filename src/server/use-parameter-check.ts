import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

const PARAMETERS: readonly string[] = ['query', 'variables', 'operationName', 'extensions'];

/** Refuses a request whose parameters are not of the form that GraphQL over HTTP gives them, naming no input. */
export function useParameterCheck(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method !== 'GET' || !requestParser) return;
      setRequestParser((get) => {
        try {
          return requestParser(get);
        } catch {
          throw badRequest('`variables` and `extensions` must be JSON objects.');
        }
      });
    },
    onParams({ params }) {
      const { query, variables, operationName, extensions }: Readonly<Record<string, unknown>> = { ...params };
      if (typeof query !== 'string' || query === '') throw badRequest('Send the operation as a string in `query`.');
      if (!isObjectOrAbsent(variables)) throw badRequest('`variables` must be a JSON object.');
      if (!isObjectOrAbsent(extensions)) throw badRequest('`extensions` must be a JSON object.');
      if (operationName != null && typeof operationName !== 'string') {
        throw badRequest('`operationName` must be a string.');
      }
      if (!Object.keys(params).every((name) => PARAMETERS.includes(name))) {
        throw badRequest(`A request holds nothing but ${PARAMETERS.map((name) => `\`${name}\``).join(', ')}.`);
      }
    },
  };
}

function isObjectOrAbsent(value: unknown): boolean {
  return value == null || (typeof value === 'object' && !Array.isArray(value));
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
}
