import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

const pages = relayStylePagination(['filter', 'sort']);
const { merge } = pages;
/** The policy alone makes an empty list of null: of a store that does not exist, and where a next page failed. */
const coupons: typeof pages = {
  ...pages,
  merge(old, page, options) {
    if (page && typeof merge === 'function') return merge(old, page, options);
    return options.args?.after && old ? old : null;
  },
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
