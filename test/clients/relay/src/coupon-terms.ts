import { graphql, readInlineData } from 'relay-runtime';
import type { couponTerms$key } from '../generated/couponTerms.graphql.ts';

/** The same for coupons and for those inside of mails. A currency that cannot be read is no reason to show nothing. */
const couponTerms = graphql`
  fragment couponTerms on CouponTerms @inline {
    discount {
      __typename
      ... on CouponPercentDiscount {
        percentage
      }
      ... on CouponAmountDiscount {
        amount
        currency @catch(to: NULL)
      }
    }
  }
`;

/** Reads them where they were spread. */
export const readTerms = (terms: couponTerms$key) => readInlineData(couponTerms, terms);
