const FIELDS = 'couponId code note discountAmount enabled';
export const CREATE = `mutation($input: CouponCreateInput!) { write: couponCreate(input: $input) {
  coupon { id ${FIELDS} } reconciled userErrors { code message }
} }`;
export const UPDATE = `mutation($input: CouponUpdateInput!) { write: couponUpdate(input: $input) {
  coupon { ${FIELDS} } userErrors { code message }
} }`;
export const DELETE = `mutation($input: CouponDeleteInput!) { write: couponDelete(input: $input) {
  deletedCouponId userErrors { code message }
} }`;
const RESULT = 'index outcome userErrors { code message }';
export const CREATE_MANY = `mutation($input: CouponBulkCreateInput!) { write: couponBulkCreate(input: $input) {
  results { ${RESULT} reconciled coupon { id ${FIELDS} } } userErrors { code message }
} }`;
export const UPDATE_MANY = `mutation($input: CouponBulkUpdateInput!) { write: couponBulkUpdate(input: $input) {
  results { ${RESULT} coupon { ${FIELDS} } } userErrors { code message }
} }`;
export const DELETE_MANY = `mutation($input: CouponBulkDeleteInput!) { write: couponBulkDelete(input: $input) {
  results { ${RESULT} deletedCouponId } userErrors { code message }
} }`;
export const READ = `query($store: FlakeID!, $id: FlakeID!) { coupon(storeId: $store, couponId: $id) { ${FIELDS} } }`;
export const SET = `mutation($input: MarketingConfigurationSetInput!) { write: marketingConfigurationSet(input: $input) {
  marketingConfiguration { maximumOrderValue } userErrors { code message }
} }`;
export const READ_SETTINGS = `query($store: FlakeID!, $kind: MarketingConfigurationKind!) {
  store(storeId: $store) { marketingConfiguration(kind: $kind) { maximumOrderValue } }
}`;

/** Beyond 2^53, so that a digit that is lost shows. */
export const AMOUNT = '9007199254740993';

export const NEW_COUPON = {
  note: 'as created',
  discount: { amount: AMOUNT },
  usableOnSubscription: false,
};

export const NEW_SETTINGS = {
  enabled: true,
  triggerAfter: 'PT2H',
  minimumOrderValue: '0',
  commands: [],
  couponConfiguration: {
    duration: 'ONCE',
    discount: { amount: '250' },
    discountOnlyRequiredTagsOrProducts: false,
    discountApplyBeforeSales: false,
    requiredTagIds: [],
    requiredProductIds: [],
    minimumOrderValue: '0',
    customerRedeemLimitEnabled: false,
    customerRedeemLimit: '0',
    usableOnOneTimePurchases: true,
    usableOnSubscriptions: false,
  },
};

/** A coupon as these documents select it. */
export interface Coupon {
  readonly couponId: string;
  readonly code: string;
  readonly note: string | null;
  readonly discountAmount: string;
  readonly enabled: boolean;
}

/** What a bulk mutation gives for one of its items. */
export interface ItemResult {
  readonly index: number;
  readonly outcome: 'APPLIED' | 'REJECTED' | 'OUTCOME_UNKNOWN' | 'NOT_ATTEMPTED';
  readonly coupon?: Coupon | null;
  readonly reconciled?: boolean;
  readonly deletedCouponId?: string | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

/** What a mutation gives. */
export interface Payload {
  readonly coupon?: Coupon | null;
  readonly reconciled?: boolean;
  readonly deletedCouponId?: string | null;
  readonly marketingConfiguration?: { readonly maximumOrderValue: string | null } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}
