import type { MarketingCouponConfigurationDto } from '../rest/contract/dto.ts';
import { type Int64, parseJson, printJson } from '../rest/json.ts';
import { type Answer, refuse } from './answer.ts';
import { foreignNames, pick, propertyNames } from './contract-names.ts';
import { repeatProperties } from './coupon-operations.ts';
import type { JsonRecord, MarketingKind } from './database.ts';
import { brokenMarketingRules } from './rules.ts';
import { actorOf, type OperationInput, timestamp, type World } from './world.ts';

/** `GET …/marketing/{kind}/configuration`: 404 until the store has been given one. */
export function readConfiguration(
  { version, database }: World,
  { storeId }: OperationInput,
  kind: MarketingKind,
): Answer {
  const row = database.marketing(storeId, kind);
  if (row === undefined) return refuse('not-found', 'The store has no such configuration.');
  if (row.raw) return { status: 200, body: row.document };
  const configuration = parseJson(row.document) as JsonRecord;
  const coupon = configuration.coupon_configuration as JsonRecord;
  for (const name of foreignNames(version, 'MarketingConfiguration')) delete configuration[name];
  for (const name of foreignNames(version, 'MarketingCouponConfiguration')) delete coupon[name];
  const body = printJson(configuration);
  return { status: 200, body, checked: JSON.parse(body) };
}

/** `PUT …/marketing/{kind}/configuration`: what the body leaves out is gone afterwards. */
export function replaceConfiguration(world: World, input: OperationInput, kind: MarketingKind): Answer {
  const { version, database, ids, putAnswers, keepsUnknownKeys } = world;
  const { storeId, body, key } = input;
  const errors = brokenMarketingRules(body, repeatProperties(version, 'MarketingCouponConfigurationPut'));
  if (errors.length > 0) return refuse('bad-request', 'The configuration is not valid.', errors);

  const coupon = body.coupon_configuration as JsonRecord;
  const commands = (body.commands ?? []) as JsonRecord[];
  const configuration = {
    maximum_order_value: null,
    max_coupons_per_customer_amount: null,
    max_coupons_global_amount: null,
    ...body,
    store_id: storeId.toString(),
    invalid: isInvalid(body),
    coupon_configuration: pick(
      { duration_in_months: null, duration_in_intervals: null, ...coupon },
      [...propertyNames('2025-08', 'MarketingCouponConfiguration'), 'duration_in_intervals'],
      keepsUnknownKeys,
    ),
    commands: commands.map((command) => ({ ...command, id: ids.next().toString(), store_id: storeId.toString() })),
    updated_by: actorOf(key),
    updated_at: timestamp(world),
  };
  database.putMarketing(
    storeId,
    kind,
    pick(configuration, propertyNames('2026-08', 'MarketingConfiguration'), keepsUnknownKeys),
  );
  return putAnswers === 204 ? { status: 204 } : readConfiguration(world, input, kind);
}

/** Whether a configuration can be stored but never fires: no order fits its bounds, or no cart its coupon. */
function isInvalid({ minimum_order_value, maximum_order_value, coupon_configuration }: JsonRecord): boolean {
  const smallest = minimum_order_value as Int64;
  const largest = (maximum_order_value ?? smallest) as Int64;
  const coupon = coupon_configuration as MarketingCouponConfigurationDto;
  const required = [...coupon.required_tag_ids, ...coupon.required_product_ids];
  return largest < smallest || (coupon.discount_only_required_tags_or_products && required.length === 0);
}
