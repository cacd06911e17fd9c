import type { CouponDto, MarketingConfigurationDto } from '../rest/contract/dto.ts';
import type { FilterUse } from './filters.ts';
import type { Finding } from './finding.ts';

/** What tells how old an API is. */
export interface Evidence {
  /** A coupon of the store, if it has any. */
  readonly coupon: CouponDto | undefined;
  /** A marketing configuration of the store, if it has any. */
  readonly marketing: MarketingConfigurationDto | undefined;
  /** Undefined when it could not be found out. */
  readonly hasProfiles: boolean | undefined;
  readonly filters: FilterUse;
}

/** Something that the API gained, and what the gateway does where it is missing. */
interface Feature {
  /** The month from which the API has it. */
  readonly since: string;
  readonly name: string;
  readonly without: string;
  /** Undefined where the evidence does not tell. */
  isThere(evidence: Evidence): boolean | undefined;
}

const FEATURES: readonly Feature[] = [
  {
    since: '2025-09',
    name: 'list filters',
    without: 'CouponFilter has no effect',
    isThere: ({ filters }) => filters.status,
  },
  {
    since: '2025-10',
    name: 'commands in marketing configurations',
    without: 'MarketingConfiguration.commands is null',
    isThere: ({ marketing }) => marketing && 'commands' in marketing,
  },
  {
    since: '2026-02',
    name: 'store profile',
    without: 'Store.name, slug, currency, platform and liveMode are null',
    isThere: ({ hasProfiles }) => hasProfiles,
  },
  {
    since: '2026-07',
    name: 'duration_in_intervals and version_id in coupons',
    without: 'Coupon.durationInIntervals is null; write durationInMonths',
    isThere: ({ coupon }) => coupon && ('duration_in_intervals' in coupon || 'version_id' in coupon),
  },
  {
    since: '2026-07',
    name: 'duration_in_intervals in marketing configurations',
    without: 'MarketingCouponConfiguration.durationInIntervals is null; write durationInMonths',
    isThere: ({ marketing }) => marketing && 'duration_in_intervals' in marketing.coupon_configuration,
  },
];

/** Says which version of the API this is, from what it has and lacks. */
export function checkVersion(evidence: Evidence): Finding {
  const named = (isThere: boolean | undefined) => FEATURES.filter((feature) => feature.isThere(evidence) === isThere);
  const [present, absent, untold] = [named(true), named(false), named(undefined)];
  const newest = present.at(-1)?.since;
  const next = absent[0]?.since;
  const isMixed = newest !== undefined && next !== undefined && newest >= next;
  const list = (features: readonly Feature[]) => features.map(({ name }) => name).join(', ');
  const found = [
    toSpan(newest, isMixed ? undefined : next),
    ...(absent.length > 0 ? [`lacks ${list(absent)}`] : []),
    ...(untold.length > 0 ? [`nothing to tell by: ${list(untold)}`] : []),
  ];
  const gateway = absent.length > 0 ? absent.map(({ without }) => without).join('; ') : 'Offers all that it can';
  return { name: 'Version', state: isMixed ? 'note' : 'good', found: found.join('; '), gateway: `${gateway}.` };
}

function toSpan(newest: string | undefined, next: string | undefined): string {
  if (newest === undefined) return next === undefined ? 'cannot be told' : `before ${next}`;
  return next === undefined ? `${newest} or later` : `${newest} or later, before ${next}`;
}
