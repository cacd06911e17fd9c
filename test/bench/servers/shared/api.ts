import type { CouponDto, CouponUpdateDto, MarketingConfigurationDto } from '../../../../src/rest/contract/dto.ts';

/** The REST API as the servers that are written by hand see it, with the credential of one request. */
export interface Api {
  coupon(storeId: string, couponId: string): Promise<CouponDto>;
  /** The newest coupons of a store. */
  coupons(storeId: string, limit: number): Promise<CouponDto[]>;
  marketing(storeId: string): Promise<MarketingConfigurationDto>;
  update(storeId: string, couponId: string, change: CouponUpdateDto): Promise<CouponDto>;
}

/** How a call is sent; gives the parsed answer. */
export type Send = (method: 'GET' | 'PATCH', path: string, body?: object) => Promise<unknown>;

/** Makes the API from a way to send. */
export function createApi(send: Send): Api {
  return {
    coupon: (storeId, couponId) => send('GET', `/v1/stores/${storeId}/coupons/${couponId}`) as Promise<CouponDto>,
    coupons: (storeId, limit) =>
      send('GET', `/v1/stores/${storeId}/coupons?limit=${limit}&asc=false`) as Promise<CouponDto[]>,
    marketing: (storeId) =>
      send(
        'GET',
        `/v1/stores/${storeId}/marketing/abandoned-checkouts/configuration`,
      ) as Promise<MarketingConfigurationDto>,
    update: (storeId, couponId, change) =>
      send('PATCH', `/v1/stores/${storeId}/coupons/${couponId}`, change) as Promise<CouponDto>,
  };
}
