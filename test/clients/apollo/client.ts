import { ApolloClient, type FieldPolicy, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

const pages = relayStylePagination(['filter', 'sort']) as FieldPolicy & { merge(...args: unknown[]): unknown };
/** The policy alone turns null, the list of a store that does not exist, into an empty list with a next page. */
const coupons: FieldPolicy = { ...pages, merge: (old, page, options) => page && pages.merge(old, page, options) };

/** A client whose cache knows coupons by their ids and puts the pages of a list together. */
export function createApolloClient(endpoint: string, key: string, possibleTypes: Record<string, string[]>) {
  return new ApolloClient({
    cache: new InMemoryCache({ possibleTypes, typePolicies: { Store: { fields: { coupons } } } }),
    link: new HttpLink({ uri: endpoint, headers: { authorization: `APIKey ${key}` } }),
  });
}
