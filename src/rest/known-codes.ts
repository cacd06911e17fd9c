import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { CouponDto } from './contract/dto.ts';

/**
 * Which coupon had which code when a list last showed it. It only says where to look first: whoever asks reads the
 * coupon himself, with his own credential, and no answer is made of this.
 */
export interface KnownCodes {
  /** The id under which this caller saw a code. From now on what he sees of this list is noted. */
  find(list: string, code: string): string | undefined;
  /** Notes the codes of some coupons, where anybody asks by code. @param list gives the name of the list. */
  learn(list: () => string, coupons: readonly Pick<CouponDto, 'id' | 'code'>[]): void;
  forget(list: string, code: string): void;
}

/** Of some 150 bytes each. */
const MAX_CODES = 50_000;
const MAX_LISTS = 1000;

/** A code as it is compared: PayNow takes codes that differ in upper and lower case only for the same. */
export function foldCode(code: string): string {
  return code.toLowerCase();
}

export function createKnownCodes(): KnownCodes {
  // With `max` it would take the memory of all at once.
  const ids = new LRUCache<string, string>({ maxSize: MAX_CODES, sizeCalculation: () => 1 });
  /** Lists that somebody asks by code: what is known of others would never be used, at the cost of a hash each. */
  const asked = new LRUCache<string, true>({ max: MAX_LISTS });

  return {
    find(list, code) {
      asked.set(list, true);
      return ids.get(keyOf(list, code));
    },
    learn(listOf, coupons) {
      if (asked.size === 0) return;
      const list = listOf();
      if (!asked.has(list)) return;
      for (const { id, code } of coupons) if (typeof code === 'string') ids.set(keyOf(list, code), id);
    },
    forget: (list, code) => void ids.delete(keyOf(list, code)),
  };
}

/** Of one length whatever the code is, and without the code. */
function keyOf(list: string, code: string): string {
  return hash('sha256', `${list} ${foldCode(code)}`, 'base64');
}
