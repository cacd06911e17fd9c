import type { Discount, DiscountInput } from './coupon-discount.ts';
import type { BatchMistakes, Form, Mistakes } from './form.ts';
import type { FlakeID, ID } from './scalars.ts';

/** What a store's team does with coupons and mails. Each client library has a program that does it. */
export interface Program {
  /** Undefined when there is no such store. A filter that is null leaves nothing out. */
  openList(storeId: FlakeID, filter: ListFilter | null): Promise<CouponList | undefined>;
  /** Undefined when there is no such coupon. */
  openForm(id: ID): Promise<Form<CouponValues> | undefined>;
  openMails(storeId: FlakeID): Promise<Mails>;
}

export interface ListFilter {
  readonly status?: 'ACTIVE' | 'INACTIVE';
  readonly created?: { readonly from?: string; readonly before?: string };
}

/** A list on a screen, newest first. */
export interface CouponList {
  /** What the client's cache holds of it at this moment. */
  rows(): readonly Row[];
  /** Whether there was another page to load. */
  loadMore(): Promise<boolean>;
  /** A coupon of four fields, with everything else as the schema has it. It comes on top of a list without filter. */
  create(coupon: NewCoupon): Promise<Mistakes>;
  /** Two creations in one document. When the second fails, the first is made all the same. */
  createBoth(first: NewCoupon, second: NewCoupon): Promise<readonly [Mistakes, Mistakes]>;
  /** Shows at once, and is taken back when it fails. */
  setEnabled(id: ID, enabled: boolean): Promise<Mistakes>;
  remove(id: ID): Promise<Mistakes>;
  /** Coupons with these codes and one discount. Those that are made come on top of a list without filter. */
  createMany(codes: readonly string[], percentage: string): Promise<BatchMistakes>;
  /** Takes each out of the list that is deleted. */
  removeMany(ids: readonly ID[]): Promise<BatchMistakes>;
}

export interface Row {
  readonly id: ID;
  readonly couponId: FlakeID;
  readonly code: string;
  readonly createdAt: string;
  readonly enabled: boolean;
  readonly discount: Discount | null | undefined;
}

export interface NewCoupon {
  readonly code: string;
  readonly percentage: string;
}

/** The inputs of a coupon's form. */
interface CouponValues {
  readonly code: string;
  readonly note: string | null | undefined;
  readonly enabled: boolean;
  readonly usableAt: string | null | undefined;
  readonly expiresAt: string | null | undefined;
  readonly discount: DiscountInput | null;
}

/** The marketing mails of a store: those that there are. */
export interface Mails {
  shown(): readonly Mail[];
  change(mail: Mail, set: MailChange): Promise<Mistakes>;
}

interface Mail {
  readonly id: ID;
  readonly kind: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly triggerAfter: string;
  readonly couponConfiguration: { readonly discount: Discount | null | undefined };
}

interface MailChange {
  readonly enabled?: boolean;
  readonly triggerAfter?: string;
  readonly couponConfiguration?: { readonly discount?: DiscountInput };
}
