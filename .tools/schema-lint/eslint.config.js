// Run by `npm run schema:lint`, from the top of the project: ESLint looks at nothing outside of the folder it starts in.
import graphql from '@graphql-eslint/eslint-plugin';

/** Types that are part of another object, or an answer: nothing to look up, cache or refetch by an id. */
const WITHOUT_ID = {
  types: [
    'MarketingCommand',
    'MarketingCouponConfiguration',
    'PageInfo',
    'PayNowActor',
    'PayNowUserError',
    'Viewer',
    'ViewerStore',
  ],
  suffixes: ['Connection', 'Count', 'Discount', 'Edge', 'Payload', 'Result'],
};

export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
    rules: {
      ...graphql.configs['flat/schema-all'].rules,
      ...graphql.configs['flat/schema-relay'].rules,

      // `printSdl` sorts; the rule would have the description of the schema last, and OUT_OF_RANGE before OUTCOME_UNKNOWN.
      '@graphql-eslint/alphabetize': 'off',
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
      // The vendor names no day on which what it deprecates will be gone.
      '@graphql-eslint/require-deprecation-date': 'off',
      // A payload holds what was changed. Anything else that a client wants to read again would cost REST calls.
      '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
    },
  },
];
