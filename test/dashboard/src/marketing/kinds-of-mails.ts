import type { MarketingConfigurationKind } from '../../generated/marketingSheetQuery.graphql.ts';

/** A kind of mail, as the page speaks of it. */
export interface MailKind {
  readonly kind: MarketingConfigurationKind;
  /** Its part of an address. */
  readonly slug: string;
  readonly title: string;
  readonly about: string;
}

export const MAIL_KINDS: readonly MailKind[] = [
  {
    kind: 'ABANDONED_CHECKOUT',
    slug: 'abandoned-checkout',
    title: 'Abandoned checkout',
    about: 'To customers who have left a checkout unfinished.',
  },
  {
    kind: 'PURCHASE_FOLLOW_UP',
    slug: 'purchase-follow-up',
    title: 'Purchase follow-up',
    about: 'To customers some time after a purchase.',
  },
];
