import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

const pages = relayStylePagination(['filter', 'sort']);
const { merge } = pages;
/** The policy alone turns null, the list of a store that does not exist, into an empty list with a next page. */
const coupons: typeof pages = {
  ...pages,
  merge: (old, page, options) => (page && typeof merge === 'function' ? merge(old, page, options) : null),
};

/** Objects without an id: what one query asks of them is put together with what another one asked. */
const part = { merge: true };

/** A client whose cache knows coupons by their ids and puts the pages of a list together. */
export function createApolloClient(endpoint: string, key: string, possibleTypes: Record<string, string[]>) {
  const typePolicies = {
    Store: { fields: { coupons } },
    CouponDiscount: part,
    MarketingCouponConfiguration: part,
    PayNowActor: part,
  };
  return new ApolloClient({
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
    link: new HttpLink({ uri: endpoint, headers: { authorization: `APIKey ${key}` } }),
  });
}
