import { type Call, listKey } from './call.ts';
import type { CouponDto } from './contract/dto.ts';
import { COUPONS } from './coupons.ts';
import { UnfinishedSearchError } from './errors.ts';
import { foldCode } from './known-codes.ts';
import { lookUpRows } from './lookup.ts';
import { scanRows } from './scan-rows.ts';

/** What became of one code: the coupon, undefined when there is none, or why that is not known. */
export type SearchResult = CouponDto | undefined | Error;

/**
 * Looks for coupons of one store by their codes, which the REST API cannot do. Where a code was seen before, one read
 * tells whether that coupon still has it; those of many are made together. All other codes are looked for together in the list.
 *
 * Takes a call for each code, and spare ones beyond that.
 *
 * @param codes folded, each once.
 * @returns what became of each code, in their order; an {@link UnfinishedSearchError} where there were too few calls.
 */
export async function findByCode(call: Call, storeId: string, codes: readonly string[]): Promise<SearchResult[]> {
  const { knownCodes } = call.upstream;
  const list = listKey(call, COUPONS.noun, storeId);
  const results = new Map<string, SearchResult>();
  // The estimate has set a call aside for each code. They are spent like spare ones: one for each code that is known.
  call.spareCalls += codes.length;

  async function readKnown(): Promise<void> {
    const ids = new Map(codes.map((code) => [code, knownCodes.find(list, code)]));
    const known = codes.filter((code) => ids.get(code) !== undefined);
    call.spareCalls -= known.length;
    const coupons = await lookUpRows(
      call,
      COUPONS,
      storeId,
      known.map((code) => ids.get(code) as string),
    );
    for (const [place, code] of known.entries()) {
      const coupon = coupons[place];
      if (coupon instanceof Error || (coupon && codeOf(coupon) === code)) results.set(code, coupon);
      else knownCodes.forget(list, code);
    }
  }

  async function scan(wanted: Set<string>): Promise<void> {
    const end = await scanRows(call, COUPONS, storeId, (coupons) => {
      knownCodes.learn(() => list, coupons);
      for (const coupon of coupons) {
        const code = codeOf(coupon);
        if (code !== undefined && wanted.delete(code)) results.set(code, coupon);
      }
      return wanted.size === 0;
    }).catch((error: Error) => error);
    const failure = end === 'out of calls' ? new UnfinishedSearchError('Not all coupons were looked at.') : end;
    if (failure instanceof Error) for (const code of wanted) results.set(code, failure);
  }

  await readKnown();
  const open = codes.filter((code) => !results.has(code));
  if (open.length > 0) await scan(new Set(open));
  return codes.map((code) => results.get(code));
}

/** What an answer holds was not checked yet. */
function codeOf({ code }: CouponDto): string | undefined {
  return typeof code === 'string' ? foldCode(code) : undefined;
}
