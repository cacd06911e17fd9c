const COUPONS = `
  query ($storeId: FlakeID!, $after: String) {
    store(storeId: $storeId) {
      coupons(first: 100, after: $after) {
        nodes { id code expiresAt }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

interface Coupon {
  readonly id: string;
  readonly code: string;
  readonly expiresAt: string | null;
}

interface Page {
  readonly nodes: readonly Coupon[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Answer {
  readonly data?: { readonly store: { readonly coupons: Page | null } | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Every coupon of a store, a hundred at a time; none when there is no such store. */
export async function* allCoupons(endpoint: string, key: string, storeId: string): AsyncGenerator<Coupon> {
  let after: string | null | undefined;
  do {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `APIKey ${key}` },
      body: JSON.stringify({ query: COUPONS, variables: { storeId, after } }),
    });
    const { data, errors } = (await response.json()) as Answer;
    if (errors?.[0]) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
    const page: Page | null | undefined = data?.store?.coupons;
    yield* page?.nodes ?? [];
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
}
