import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CouponDto } from '../../../src/rest/contract/dto.ts';
import type { Api } from './shared/api.ts';
import { createDispatchApi } from './shared/dispatch-api.ts';
import { readBody, sendJson, serve } from './shared/http.ts';
import { readGlobalId, toConnection, toCoupon, toMarketing } from './shared/mapping.ts';

/**
 * What a program without GraphQL has to do for the same answers: parse, map, stringify. Each task has a route of its
 * own that picks just its fields. It is the yardstick for what GraphQL itself costs.
 */

type Input = Readonly<Record<string, string>>;

const ROUTES: Readonly<Record<string, (api: Api, input: Input) => Promise<object>>> = {
  '/coupon': async (api, { storeId, couponId }) => ({
    coupon: toTenFields(await api.coupon(String(storeId), String(couponId))),
  }),

  '/page': async (api, { storeId, first }) => ({
    store: { coupons: toConnection(await api.coupons(String(storeId), Number(first)), toCoupon) },
  }),

  async '/dashboard'(api, { storeId, first }) {
    const [marketing, rows] = await Promise.all([
      api.marketing(String(storeId)),
      api.coupons(String(storeId), Number(first)),
    ]);
    return { store: { marketingConfiguration: toMarketing(marketing), coupons: { nodes: rows.map(toEightFields) } } };
  },

  async '/update'(api, { input }) {
    const { id, set } = input as unknown as { id: string; set: { note: string } };
    const { storeId, couponId } = readGlobalId(id);
    return { couponUpdate: { coupon: toTenFields(await api.update(storeId, couponId, set)), userErrors: [] } };
  },

  async '/aliases'(api, { storeId, ...ids }) {
    const rows = await Promise.all(Object.values(ids).map((couponId) => api.coupon(String(storeId), couponId)));
    return Object.fromEntries(rows.map((row, index) => [`c${index}`, toEightFields(row)]));
  },

  async '/entities'(api, { representations }) {
    const keys = representations as unknown as { storeId: string; couponId: string }[];
    const rows = await Promise.all(keys.map(({ storeId, couponId }) => api.coupon(storeId, couponId)));
    return { _entities: rows.map(toEightFields) };
  },

  async '/nodes'(api, { ids }) {
    const keys = (ids as unknown as string[]).map(readGlobalId);
    const rows = await Promise.all(keys.map(({ storeId, couponId }) => api.coupon(storeId, couponId)));
    return { nodes: rows.map(toEightFields) };
  },
};

function toTenFields(row: CouponDto) {
  return {
    couponId: row.id,
    enabled: row.enabled,
    code: row.code,
    note: row.note,
    duration: row.duration.toUpperCase(),
    discountType: row.discount_type.toUpperCase(),
    discountAmount: row.discount_amount,
    minimumOrderValue: row.minimum_order_value,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}

function toEightFields(row: CouponDto) {
  return {
    couponId: row.id,
    enabled: row.enabled,
    code: row.code,
    duration: row.duration.toUpperCase(),
    discountType: row.discount_type.toUpperCase(),
    discountAmount: row.discount_amount,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readBody(req);
  const route = ROUTES[req.url ?? ''];
  if (route === undefined) {
    sendJson(res, 404, '{}');
    return;
  }
  const api = createDispatchApi(String(req.headers.authorization));
  sendJson(res, 200, JSON.stringify({ data: await route(api, JSON.parse(body.toString())) }));
}

serve(handle);
