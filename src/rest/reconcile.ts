import { unappliedPaths } from './applied.ts';
import type { Call } from './call.ts';
import type { CouponCreateDto, CouponDto } from './contract/dto.ts';
import { COUPONS } from './coupons.ts';
import { RestError } from './errors.ts';
import { findByCode, type SearchResult } from './find-by-code.ts';
import { idsMade, startOf } from './id-range.ts';
import { foldCode } from './known-codes.ts';
import { listAfter } from './pages.ts';
import { WINDOW_ROWS } from './windows.ts';

/** How far the API's clock may be behind ours, in ms. */
export const CLOCK_SKEW_MS = 5000;

/** Creations that were sent and whose answers were lost. */
export interface LostCreations {
  readonly bodies: readonly CouponCreateDto[];
  /** Unix time in ms at which the first of them was sent. */
  readonly sinceMs: number;
  /** How many pages of coupons created since may be looked at: REST calls. */
  readonly pages: number;
}

/**
 * Looks once for coupons whose creation was sent and whose answer was lost: among those created since, each the one with
 * exactly this code and every value that was sent. One that is not there may still come to be: the API may be working
 * on it. A page that cannot be read ends the look.
 */
export async function findCreatedCoupons(
  call: Call,
  storeId: string,
  { bodies, sinceMs, pages }: LostCreations,
): Promise<ReadonlyMap<CouponCreateDto, CouponDto>> {
  const found = new Map<CouponCreateDto, CouponDto>();
  const byCode = new Map(bodies.map((body) => [body.code, body]));
  let from = startOf(idsMade({ fromMs: sinceMs - CLOCK_SKEW_MS }));
  for (let page = 0; page < pages && found.size < bodies.length; page++) {
    const walk = { source: COUPONS, storeId, from, limit: WINDOW_ROWS, filter: {} };
    const rows = await listAfter(call, walk).catch(noneWhereItFails);
    for (const row of rows ?? []) {
      const body = byCode.get(row.code);
      if (body && unappliedPaths(body, row).length === 0) found.set(body, row);
    }
    if (!rows || rows.length < WINDOW_ROWS) break;
    from = rows.at(-1)?.id;
  }
  return found;
}

function noneWhereItFails(error: unknown): undefined {
  if (!(error instanceof RestError)) throw error;
}

/** Properties that a creation may leave out, and that its coupon then lacks. What repeats it may fill in by itself. */
const LEFT_OUT = {
  note: null,
  apply_to_products: null,
  apply_to_tags: null,
  usable_by_customer_id: null,
  usable_at: null,
  expires_at: null,
} as const satisfies { readonly [K in keyof CouponCreateDto]?: null };

/** What holds a code that is taken: a coupon with every value equal, another one, or why that is not known. */
export type Holder = CouponDto | 'another' | RestError;

/** REST calls in which codes are looked for at the most, beside one for each code that was seen before. */
export const CALLS_FOR_HOLDERS = 20;

/**
 * Looks for what holds the codes of coupons that could not be created since these are taken. The newest coupons are looked
 * at first.
 *
 * @param call with a budget of its own, all of which may be spent.
 * @param bodies each with another code, folding case.
 */
export async function findHolders(
  call: Call,
  storeId: string,
  bodies: readonly CouponCreateDto[],
): Promise<ReadonlyMap<CouponCreateDto, Holder>> {
  const coupons = await findByCode(
    call,
    storeId,
    bodies.map(({ code }) => foldCode(code)),
  );
  return new Map(bodies.map((body, place) => [body, toHolder(body, coupons[place])]));
}

function toHolder(body: CouponCreateDto, found: SearchResult): Holder {
  if (found instanceof RestError) return found;
  if (found instanceof Error) throw found;
  return found && unappliedPaths({ ...LEFT_OUT, ...body }, found).length === 0 ? found : 'another';
}
