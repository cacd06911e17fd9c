// Run by `npm run schema:lint`, from the top of the project: ESLint looks at nothing outside of the folder it starts in.
import graphql from '@graphql-eslint/eslint-plugin';

/** Types that are part of another object, or an answer: nothing to look up, cache or refetch by an id. */
const WITHOUT_ID = {
  types: ['MarketingCommand', 'MarketingCouponConfiguration', 'PageInfo', 'PayNowActor', 'PayNowUserError'],
  suffixes: ['Connection', 'Edge', 'Payload'],
};

export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
    rules: {
      ...graphql.configs['flat/schema-all'].rules,
      ...graphql.configs['flat/schema-relay'].rules,

      // Sorted, so that a line moves only when its name changes, wherever the code defines it.
      '@graphql-eslint/alphabetize': [
        'error',
        {
          definitions: true,
          fields: ['ObjectTypeDefinition', 'InterfaceTypeDefinition', 'InputObjectTypeDefinition'],
          values: true,
          arguments: ['FieldDefinition', 'DirectiveDefinition'],
        },
      ],
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      '@graphql-eslint/input-name': ['error', { checkInputType: true, caseSensitiveInputType: false }],
      '@graphql-eslint/strict-id-in-types': ['error', { exceptions: WITHOUT_ID }],
      // `nodes` stands beside `edges`, and `[ID!]` or `[PayNowUserError!]` is no list to page through.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],

      // For APIs that only read.
      '@graphql-eslint/no-root-type': 'off',
      // `id` is the global id; `couponId`, `storeId` and `actorId` are PayNow's own, under PayNow's names.
      '@graphql-eslint/no-typename-prefix': 'off',
      // A payload is there even when nothing was changed: it says why.
      '@graphql-eslint/require-nullable-result-in-root': 'off',
      // A payload holds what was changed. Anything else that a client wants to read again would cost REST calls.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
    },
  },
];
