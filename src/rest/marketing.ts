import type { Call } from './call.ts';
import { request } from './client.ts';
import type { MarketingConfigurationDto, MarketingConfigurationPutDto } from './contract/dto.ts';
import { noteUnknownKeys } from './contract-keys.ts';
import { endpoint } from './endpoint.ts';
import { BadResponseError } from './errors.ts';

/** The two marketing configurations of a store, by the words of their paths. */
export type MarketingKind = 'abandoned-checkouts' | 'purchase-follow-ups';

const ABANDONED_CHECKOUTS = '/v1/stores/{storeId}/marketing/abandoned-checkouts/configuration';
const PURCHASE_FOLLOW_UPS = '/v1/stores/{storeId}/marketing/purchase-follow-ups/configuration';

const READ = {
  'abandoned-checkouts': endpoint('get', ABANDONED_CHECKOUTS, 'marketing:read'),
  'purchase-follow-ups': endpoint('get', PURCHASE_FOLLOW_UPS, 'marketing:read'),
};
const REPLACE = {
  'abandoned-checkouts': endpoint('put', ABANDONED_CHECKOUTS, 'marketing:write'),
  'purchase-follow-ups': endpoint('put', PURCHASE_FOLLOW_UPS, 'marketing:write'),
};

/** One marketing configuration; undefined when the store has none, or there is no such store. */
export function fetchMarketingConfiguration(
  call: Call,
  storeId: string,
  kind: MarketingKind,
): Promise<MarketingConfigurationDto | undefined> {
  return request(call, READ[kind], { params: { storeId } }, (answer) => ownConfiguration(call, answer, storeId));
}

/** Replaces the whole configuration and gives it as the API stored it; undefined when the answer is empty (204). */
export function replaceMarketingConfiguration(
  call: Call,
  storeId: string,
  kind: MarketingKind,
  body: MarketingConfigurationPutDto,
): Promise<MarketingConfigurationDto | undefined> {
  const parts = { params: { storeId }, body };
  return request(call, REPLACE[kind], parts, (answer) => ownConfiguration(call, answer, storeId));
}

/**
 * The body that writes a configuration back with a change on top: all that was read, keys unknown to the contract
 * included, less what the API sets by itself. A change of `coupon_configuration` is merged into it likewise.
 */
export function mergeMarketingConfiguration(
  stored: MarketingConfigurationDto,
  change: Partial<MarketingConfigurationPutDto>,
): MarketingConfigurationPutDto {
  const { store_id, invalid, updated_by, updated_at, commands, ...rest } = stored;
  const body = {
    ...rest,
    ...(commands && { commands: commands.map(({ id, store_id, ...command }) => command) }),
    ...change,
    // A null in the place of the whole coupon configuration is the API's to refuse.
    ...(change.coupon_configuration !== null && {
      coupon_configuration: withoutNullPeriods({ ...rest.coupon_configuration, ...change.coupon_configuration }),
    }),
  };
  return withoutNullPeriods(body) as MarketingConfigurationPutDto;
}

const PERIODS = ['max_coupons_per_customer_period', 'max_coupons_global_period', 'expires_after'] as const;

/** The contract has no null for periods in a PUT body, and a PUT replaces the whole: leaving one out says the same. */
function withoutNullPeriods<T extends object>(body: T): T {
  const kept = Object.entries(body).filter(
    ([key, value]) => value !== null || !PERIODS.some((period) => period === key),
  );
  return Object.fromEntries(kept) as T;
}

function ownConfiguration(call: Call, answer: MarketingConfigurationDto, storeId: string): MarketingConfigurationDto {
  if (answer?.store_id !== storeId) {
    throw new BadResponseError('The PayNow API sent a marketing configuration of another store.');
  }
  noteUnknownKeys(call.upstream, 'MarketingConfiguration', answer);
  return answer;
}
