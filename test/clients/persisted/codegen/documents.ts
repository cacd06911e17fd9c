import { graphql } from '../generated/codegen/index.ts';

export const NAME = graphql(`
  query CodegenName($storeId: FlakeID!) {
    store(storeId: $storeId) {
      name
    }
  }
`);
