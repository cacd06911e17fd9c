import type { CouponDto, MarketingConfigurationDto } from '../../src/rest/contract/dto.ts';
import { parseJson } from '../../src/rest/json.ts';

/** What the REST API really holds, asked without the gateway and without faults. */
export interface Truth {
  /** All coupons of a store, newest first. */
  coupons(storeId: string): Promise<CouponDto[]>;
  marketing(storeId: string, kind: string): Promise<MarketingConfigurationDto | undefined>;
}

const ROWS = 100;

export function createTruth(url: string): Truth {
  async function read(path: string): Promise<unknown> {
    const response = await fetch(url + path, { headers: { authorization: 'APIKey sandbox' } });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${path} answers with ${response.status}.`);
    return parseJson(await response.text());
  }
  return {
    async coupons(storeId) {
      const coupons: CouponDto[] = [];
      for (;;) {
        const last = coupons.at(-1)?.id;
        const cursor = last === undefined ? '' : `&after=${last}`;
        const page = (await read(`/v1/stores/${storeId}/coupons?limit=${ROWS}&asc=true${cursor}`)) as CouponDto[];
        coupons.push(...page);
        if (page.length < ROWS) return coupons.reverse();
      }
    },
    marketing: async (storeId, kind) =>
      (await read(`/v1/stores/${storeId}/marketing/${kind}/configuration`)) as MarketingConfigurationDto | undefined,
  };
}
