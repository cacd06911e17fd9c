import { afterEach } from 'vitest';
import { parseJson } from '../../src/rest/json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';

/** An answer, read to its end. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON, integers exact; undefined where there is none. */
  body: never;
}

/** A client of one sandbox. */
export interface Client {
  sandbox: Sandbox;
  /** @param path the path behind `/v1/stores/{storeId}`, or all of it when it begins with `/v1`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

/** Starts a sandbox for one test, closed after it, and gives a client with the right key. */
export async function startClient(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox({ record: true, ...options });
  running.push(sandbox);
  return {
    sandbox,
    async call(method, path, body, headers = {}) {
      const url = sandbox.url + (path.startsWith('/v1') ? path : `/v1/stores/${STORE_ID}${path}`);
      const response = await fetch(url, {
        method,
        headers: {
          authorization: 'APIKey sandbox',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        redirect: 'manual',
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') && text !== '';
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (json ? parseJson(text) : undefined) as never,
      };
    },
  };
}

/** A body that makes a coupon in either version. */
export const COUPON = {
  enabled: true,
  code: 'TEST-1',
  duration: 'once',
  discount_type: 'amount',
  discount_amount: 500,
  discount_apply_individually: false,
  discount_apply_before_sales: false,
  minimum_order_value: 1000,
  redeem_limit_store_enabled: false,
  redeem_limit_store_amount: 0,
  redeem_limit_customer_enabled: true,
  redeem_limit_customer_amount: 1,
  usable_on_one_time_purchase: true,
  usable_on_subscription: false,
};

/** A body that replaces a marketing configuration in either version, but for `commands`. */
export const CONFIGURATION = {
  enabled: true,
  trigger_after: 'PT2H',
  minimum_order_value: 100,
  coupon_configuration: {
    duration: 'once',
    discount_type: 'percent',
    discount_amount: 10,
    discount_only_required_tags_or_products: false,
    discount_apply_before_sales: false,
    required_tag_ids: [],
    required_product_ids: [],
    minimum_order_value: 0,
    customer_redeem_limit_enabled: false,
    customer_redeem_limit: 0,
    usable_on_one_time_purchases: true,
    usable_on_subscriptions: true,
  },
};
