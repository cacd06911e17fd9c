import { isFlakeId } from '../rest/flake-id.ts';

/** The two marketing configurations of a store. */
export type MarketingConfigurationKind = 'ABANDONED_CHECKOUT' | 'PURCHASE_FOLLOW_UP';

/** What a global id names. */
export type GlobalId =
  | { readonly type: 'Store'; readonly storeId: string }
  | { readonly type: 'Coupon'; readonly storeId: string; readonly couponId: string }
  | { readonly type: 'MarketingConfiguration'; readonly storeId: string; readonly kind: MarketingConfigurationKind };

const PREFIX = 'gid://paynow/';

export function storeGlobalId(storeId: string): string {
  return `${PREFIX}Store/${storeId}`;
}

export function couponGlobalId(storeId: string, couponId: string): string {
  return `${PREFIX}Coupon/${storeId}/${couponId}`;
}

export function marketingConfigurationGlobalId(storeId: string, kind: MarketingConfigurationKind): string {
  return `${PREFIX}MarketingConfiguration/${storeId}/${kind}`;
}

export function isMarketingConfigurationKind(value: unknown): value is MarketingConfigurationKind {
  return value === 'ABANDONED_CHECKOUT' || value === 'PURCHASE_FOLLOW_UP';
}

/** Reads a global id strictly: undefined for anything that the functions above would not have written. */
export function readGlobalId(id: string): GlobalId | undefined {
  if (!id.startsWith(PREFIX)) return undefined;
  const [type, storeId, part, ...rest] = id.slice(PREFIX.length).split('/');
  if (!isFlakeId(storeId) || rest.length > 0) return undefined;
  if (type === 'Store' && part === undefined) return { type, storeId };
  if (type === 'Coupon' && isFlakeId(part)) return { type, storeId, couponId: part };
  if (type === 'MarketingConfiguration' && isMarketingConfigurationKind(part)) {
    return { type, storeId, kind: part };
  }
  return undefined;
}
