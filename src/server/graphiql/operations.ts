/** One worked operation, opened as a tab of the explorer. */
export interface WorkedOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The sandbox's store with sample data. */
export const storeId = '411486491630370816';

const couponId = (flakeId: string): string => `gid://paynow/Coupon/${storeId}/${flakeId}`;

/**
 * What the explorer opens with, in order. Every tab runs as it stands against the sandbox store; a test validates each
 * of them, variables included, against the schema.
 */
export const workedOperations: readonly WorkedOperation[] = [
  {
    query: `# The first 20 coupons of a store.
# Run it: the play button, or Ctrl-Enter.
# Documentation: the book on the left.
# Other tabs: paging, writing, marketing, errors.

query FirstCoupons($storeId: FlakeID!) {
  store(storeId: $storeId) {
    coupons(first: 20) {
      nodes {
        id
        code
        enabled
        discount {
          ...Discount
        }
        expiresAt
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}

fragment Discount on CouponDiscount {
  ... on CouponAmountDiscount {
    amount
    currency
  }
  ... on CouponPercentDiscount {
    percentage
  }
}
`,
    variables: { storeId },
  },
  {
    query: `# Run it, copy "endCursor" into the variable
# "after", run it again.
# A page holds at most 100 coupons; hasNextPage
# and hasPreviousPage are exact.

query CouponPages(
  $storeId: FlakeID!
  $first: Int!
  $after: String
) {
  store(storeId: $storeId) {
    coupons(
      first: $first
      after: $after
      sort: NEWEST_FIRST
      filter: { status: ACTIVE }
    ) {
      edges {
        cursor
        node {
          couponId
          code
          minimumOrderValue
          createdBy {
            type
            actorId
          }
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
`,
    variables: { storeId, first: 5, after: null },
  },
  {
    query: `# Coupons that were created in November:
# from a moment on, and before another.
# Pages and filters work as always.

query CouponsOfAMonth(
  $storeId: FlakeID!
  $created: DateTimeRange!
  $after: String
) {
  store(storeId: $storeId) {
    coupons(
      first: 10
      after: $after
      filter: { created: $created }
    ) {
      nodes {
        code
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
`,
    variables: {
      storeId,
      created: { from: '2025-11-01T00:00:00+01:00', before: '2025-12-01T00:00:00+01:00' },
      after: null,
    },
  },
  {
    query: `# How many coupons there are. Each 100 of them
# take a REST call, up to "limit"; then
# "precision" is AT_LEAST.

query CouponCounts($storeId: FlakeID!) {
  store(storeId: $storeId) {
    all: couponsCount {
      count
      precision
    }
    active: couponsCount(
      filter: { status: ACTIVE }
    ) {
      count
      precision
    }
    badge: couponsCount(limit: 99) {
      count
      precision
    }
  }
}
`,
    variables: { storeId },
  },
  {
    query: `# Run it twice, and look at "restCalls":
# the first time it reads the list, then it knows
# where to look. Case makes no difference.

query CouponByCode(
  $storeId: FlakeID!
  $code: String!
) {
  store(storeId: $storeId) {
    couponByCode(code: $code) {
      id
      code
      enabled
      expiresAt
    }
  }
}
`,
    variables: { storeId, code: 'WELCOME10' },
  },
  {
    query: `# 10 % off: a code and a discount are enough.
# Answers with the coupon, or with userErrors:
# which argument is wrong, and why.
# Run it twice: the second answer is
# the user error TAKEN.

mutation CreateCoupon($input: CouponCreateInput!) {
  couponCreate(input: $input) {
    coupon {
      id
      code
      discount {
        ... on CouponAmountDiscount {
          amount
          currency
        }
        ... on CouponPercentDiscount {
          percentage
        }
      }
      expiresAt
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: {
      input: {
        storeId,
        coupon: {
          code: 'EXPLORER-10',
          note: 'Made in the explorer',
          discount: { percentage: '10' },
          redeemLimitStoreEnabled: true,
          redeemLimitStoreAmount: '100',
          expiresAt: '2030-12-31T23:59:59Z',
        },
      },
    },
  },
  {
    query: `# What is left out of "set" stays as it is.
# Here: the coupon no longer expires.
# "id" is a coupon's id as the other tabs return it.
# With "expectedVersion", nothing is changed
# that somebody else has changed meanwhile.

mutation UpdateCoupon($input: CouponUpdateInput!) {
  couponUpdate(input: $input) {
    coupon {
      id
      code
      expiresAt
      version
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: { input: { id: couponId('417809460887552000'), set: { expiresAt: null } } },
  },
  {
    query: `# Run it twice: the second answer is
# the user error NOT_FOUND.

mutation DeleteCoupon($input: CouponDeleteInput!) {
  couponDelete(input: $input) {
    deletedCouponId
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: { input: { id: couponId('416985989014093824') } },
  },
  {
    query: `# Ten coupons with codes that are drawn.
# Run it twice: the same seed means the same
# codes, and equal coupons are not made again.
# For another batch, take another seed.

mutation CreateCoupons(
  $input: CouponBulkCreateInput!
) {
  couponBulkCreate(input: $input) {
    appliedCount
    results {
      index
      outcome
      reconciled
      coupon {
        id
        code
      }
      userErrors {
        field
        code
        message
      }
    }
  }
}
`,
    variables: {
      input: {
        storeId,
        template: {
          note: 'Drawn in the explorer',
          discount: { percentage: '15' },
          redeemLimitStoreEnabled: true,
          redeemLimitStoreAmount: '1',
        },
        generate: { count: 10, pattern: 'DRAWN-{random}', length: 8, seed: 'explorer-explorer-explorer' },
        ifTaken: 'ACCEPT_IF_EQUAL',
      },
    },
  },
  {
    query: `# Changes coupons: "set" beside the items is
# for all of them, "set" in an item for that one.
# The last id is none: only that item fails,
# and its "field" holds its index.
# couponBulkDelete takes "items" alike.

mutation UpdateCoupons(
  $input: CouponBulkUpdateInput!
) {
  couponBulkUpdate(input: $input) {
    appliedCount
    rejectedCount
    unknownCount
    notAttemptedCount
    results {
      outcome
      coupon {
        id
        code
        note
        enabled
      }
      userErrors {
        field
        code
        message
      }
    }
  }
}
`,
    variables: {
      input: {
        set: { note: 'Changed in the explorer' },
        items: [
          { id: couponId('417809460887552000') },
          { id: couponId('411515991621632000'), set: { enabled: false } },
          { id: 'no-coupon' },
        ],
      },
    },
  },
  {
    query: `# Both marketing configurations of a store.

query Marketing($storeId: FlakeID!) {
  store(storeId: $storeId) {
    marketingConfigurations {
      id
      kind
      enabled
      invalid
      triggerAfter
      minimumOrderValue
      maximumOrderValue
      couponConfiguration {
        duration
        discount {
          ... on CouponAmountDiscount {
            amount
            currency
          }
          ... on CouponPercentDiscount {
            percentage
          }
        }
        expiresAfter
      }
      commands {
        command
        onlineOnly
      }
      updatedAt
    }
  }
}
`,
    variables: { storeId },
  },
  {
    query: `# Replaces the whole configuration:
# what is not given is gone afterwards.

mutation SetMarketing(
  $input: MarketingConfigurationSetInput!
) {
  marketingConfigurationSet(input: $input) {
    marketingConfiguration {
      id
      enabled
      triggerAfter
      couponConfiguration {
        discountType
        discountAmount
        expiresAfter
      }
      commands {
        command
        onlineOnly
      }
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: {
      input: {
        storeId,
        kind: 'ABANDONED_CHECKOUT',
        configuration: {
          enabled: true,
          triggerAfter: 'PT2H',
          minimumOrderValue: '1000',
          maxCouponsPerCustomerAmount: 1,
          maxCouponsPerCustomerPeriod: 'P30D',
          couponConfiguration: {
            duration: 'ONCE',
            discount: { amount: '500' },
            discountOnlyRequiredTagsOrProducts: false,
            discountApplyBeforeSales: false,
            requiredTagIds: [],
            requiredProductIds: [],
            minimumOrderValue: '1000',
            customerRedeemLimitEnabled: true,
            customerRedeemLimit: '1',
            usableOnOneTimePurchases: true,
            usableOnSubscriptions: false,
            expiresAfter: 'P14D',
          },
          commands: [],
        },
      },
    },
  },
  {
    query: `# Changes single fields; the rest is carried over.

mutation UpdateMarketing(
  $input: MarketingConfigurationUpdateInput!
) {
  marketingConfigurationUpdate(input: $input) {
    marketingConfiguration {
      id
      enabled
      triggerAfter
      couponConfiguration {
        discountType
        discountAmount
        expiresAfter
      }
      updatedAt
    }
    userErrors {
      field
      code
      message
    }
  }
}
`,
    variables: {
      input: {
        id: `gid://paynow/MarketingConfiguration/${storeId}/PURCHASE_FOLLOW_UP`,
        set: { triggerAfter: 'P3D', couponConfiguration: { discount: { amount: '750' } } },
      },
    },
  },
  {
    query: `# Whatever has an id can be read back by it.

query NodeById($id: ID!) {
  node(id: $id) {
    id
    __typename
    ... on Coupon {
      code
      enabled
      store {
        name
        currency
      }
    }
    ... on MarketingConfiguration {
      kind
      enabled
      triggerAfter
    }
  }
}
`,
    variables: { id: couponId('411515991621632000') },
  },
  {
    query: `# A deliberate mistake: a page holds at most 100.
# "extensions.code" is stable, for programs;
# "message" says what to do.

query AnError($storeId: FlakeID!) {
  store(storeId: $storeId) {
    coupons(first: 101) {
      nodes {
        code
      }
    }
  }
}
`,
    variables: { storeId },
  },
];
