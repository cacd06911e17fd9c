import type { MarketingConfigurationDto } from '../rest/contract/dto.ts';
import type { MarketingKind } from './database.ts';
import { STORE_ID } from './seed-stores.ts';

/** Both configurations of the store with data: one with everything set, one with whatever may be missing missing. */
export const SEED_MARKETING: [MarketingKind, MarketingConfigurationDto][] = [
  [
    'abandoned-checkouts',
    {
      store_id: STORE_ID,
      enabled: true,
      invalid: false,
      trigger_after: 'PT6H',
      minimum_order_value: 1000,
      maximum_order_value: 50_000,
      max_coupons_per_customer_amount: 1,
      max_coupons_per_customer_period: 'P1M',
      max_coupons_global_amount: 500,
      max_coupons_global_period: 'P1W',
      coupon_configuration: {
        duration: 'repeating',
        duration_in_months: 3,
        duration_in_intervals: 3,
        discount_type: 'percent',
        discount_amount: 150,
        discount_only_required_tags_or_products: true,
        discount_apply_before_sales: false,
        required_tag_ids: ['411512043389284352'],
        required_product_ids: ['411498733029261312', '411498733029261313'],
        minimum_order_value: 1000,
        customer_redeem_limit_enabled: true,
        customer_redeem_limit: 1,
        usable_on_one_time_purchases: true,
        usable_on_subscriptions: true,
        expires_after: 'P7D',
      },
      commands: [
        {
          id: '438270118912032768',
          store_id: STORE_ID,
          command: 'say {username} left something behind',
          online_only: false,
        },
        { id: '438270118912032769', store_id: STORE_ID, command: 'give {username} bread 3', online_only: true },
      ],
      updated_by: { type: 'user', id: '398112045113409536' },
      updated_at: '2025-06-15T16:12:09.7315522Z',
    },
  ],
  [
    'purchase-follow-ups',
    {
      store_id: STORE_ID,
      enabled: false,
      invalid: true,
      trigger_after: 'P1M2DT30M',
      minimum_order_value: 5000,
      maximum_order_value: null,
      max_coupons_per_customer_amount: null,
      max_coupons_per_customer_period: null,
      coupon_configuration: {
        duration: 'once',
        duration_in_months: null,
        duration_in_intervals: null,
        discount_type: 'amount',
        discount_amount: 500,
        discount_only_required_tags_or_products: true,
        discount_apply_before_sales: true,
        required_tag_ids: [],
        required_product_ids: [],
        minimum_order_value: 2500,
        customer_redeem_limit_enabled: false,
        customer_redeem_limit: 0,
        usable_on_one_time_purchases: true,
        usable_on_subscriptions: false,
      },
      commands: [
        {
          id: '471130552008704000',
          store_id: STORE_ID,
          command: 'lp user {username} parent addtemp patron 7d',
          online_only: false,
        },
      ],
      updated_at: '2025-09-14T10:27:00+02:00',
    },
  ],
];
