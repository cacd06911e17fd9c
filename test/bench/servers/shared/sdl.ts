/** The part of the gateway's schema that the workloads need, for the peers that are written by hand. */
export const SDL = /* GraphQL */ `
  scalar FlakeID
  scalar Int64
  scalar DateTime
  scalar Duration

  type Query {
    coupon(storeId: FlakeID!, couponId: FlakeID!): Coupon
    store(storeId: FlakeID!): Store
  }

  type Mutation {
    couponUpdate(input: CouponUpdateInput!): CouponUpdatePayload!
  }

  input CouponUpdateInput {
    id: ID!
    set: CouponPatch!
  }

  input CouponPatch {
    enabled: Boolean
    code: String
    note: String
    expiresAt: DateTime
  }

  type CouponUpdatePayload {
    coupon: Coupon
    userErrors: [PayNowUserError!]!
  }

  type PayNowUserError {
    message: String!
  }

  type Store {
    storeId: ID!
    coupons(first: Int): CouponConnection
    marketingConfiguration(kind: MarketingConfigurationKind!): MarketingConfiguration
  }

  type CouponConnection {
    edges: [CouponEdge!]!
    nodes: [Coupon!]!
    pageInfo: PageInfo!
  }

  type CouponEdge {
    cursor: String!
    node: Coupon!
  }

  type PageInfo {
    startCursor: String
    endCursor: String
  }

  enum MarketingConfigurationKind {
    ABANDONED_CHECKOUT
    PURCHASE_FOLLOW_UP
  }

  enum CouponDuration {
    ONCE
    FOREVER
    REPEATING
  }

  enum CouponDiscountType {
    UNSPECIFIED
    PERCENT
    AMOUNT
  }

  enum PayNowActorType {
    ADMIN
    ANONYMOUS
    API_KEY
    CUSTOMER
    GAME_SERVER
    GLOBAL_CUSTOMER
    INTERNAL
    PLATFORM
    USER
  }

  type PayNowActor {
    type: PayNowActorType!
    actorId: ID
  }

  type Coupon {
    id: ID!
    couponId: ID!
    storeId: ID!
    enabled: Boolean!
    code: String!
    note: String
    duration: CouponDuration!
    durationInMonths: Int
    durationInIntervals: Int
    discountType: CouponDiscountType!
    discountAmount: Int64!
    discountApplyIndividually: Boolean!
    discountApplyBeforeSales: Boolean!
    applyToProductIds: [ID!]
    applyToTagIds: [ID!]
    usableByCustomerId: ID
    minimumOrderValue: Int64!
    redeemLimitStoreEnabled: Boolean!
    redeemLimitStoreAmount: Int64!
    redeemLimitCustomerEnabled: Boolean!
    redeemLimitCustomerAmount: Int64!
    usableOnOneTimePurchase: Boolean!
    usableOnSubscription: Boolean!
    usableAt: DateTime
    expiresAt: DateTime
    createdBy: PayNowActor
    createdAt: DateTime!
    updatedBy: PayNowActor
    updatedAt: DateTime
  }

  type MarketingConfiguration {
    enabled: Boolean!
    invalid: Boolean!
    triggerAfter: Duration!
    minimumOrderValue: Int64!
    maximumOrderValue: Int64
    maxCouponsPerCustomerAmount: Int
    maxCouponsPerCustomerPeriod: Duration
    maxCouponsGlobalAmount: Int
    maxCouponsGlobalPeriod: Duration
    updatedAt: DateTime!
    couponConfiguration: MarketingCouponConfiguration!
  }

  type MarketingCouponConfiguration {
    duration: CouponDuration!
    durationInIntervals: Int
    discountType: CouponDiscountType!
    discountAmount: Int64!
    minimumOrderValue: Int64!
    requiredTagIds: [ID!]!
    requiredProductIds: [ID!]!
    customerRedeemLimit: Int64!
    expiresAfter: Duration
  }
`;

/** What makes it a subgraph. */
export const SUBGRAPH_SDL = SDL.replace('type Coupon {', 'type Coupon @key(fields: "storeId couponId") {');
