import { describe, expect, it } from 'vitest';
import type { MarketingConfigurationDto } from '../../src/rest/contract/dto.ts';
import { CONTRACT_VERSIONS } from '../../src/rest/contract/version.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { CONFIGURATION, startClient } from './client.ts';

const KINDS = ['abandoned-checkouts', 'purchase-follow-ups'] as const;

describe.each(CONTRACT_VERSIONS)('marketing configurations in %s', (api) => {
  const commands = api === '2026-08' ? { commands: [{ command: 'say hi', online_only: true }] } : {};
  const whole = { ...CONFIGURATION, ...commands };
  const path = '/marketing/abandoned-checkouts/configuration';

  it.each(KINDS)('PUT makes or replaces the one for %s and leaves the other', async (kind) => {
    const { call } = await startClient({ api, now: () => Date.UTC(2026, 7, 1) });
    const mine = `/v1/stores/${EMPTY_STORE_ID}/marketing/${kind}/configuration`;
    const { status, body } = await call('PUT', mine, whole);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...CONFIGURATION,
      store_id: EMPTY_STORE_ID,
      invalid: false,
      maximum_order_value: null,
      max_coupons_per_customer_amount: null,
      max_coupons_global_amount: null,
      coupon_configuration: {
        ...CONFIGURATION.coupon_configuration,
        [api === '2026-08' ? 'duration_in_intervals' : 'duration_in_months']: null,
      },
      ...(api === '2026-08' && {
        commands: [
          { id: expect.stringMatching(/^\d+$/), store_id: EMPTY_STORE_ID, command: 'say hi', online_only: true },
        ],
      }),
      updated_by: { type: 'api_key', id: expect.any(String) },
      updated_at: '2026-08-01T00:00:00.000Z',
    });
    expect((await call('GET', mine)).body).toEqual(body);
    const [other] = KINDS.filter((each) => each !== kind);
    expect((await call('GET', `/v1/stores/${EMPTY_STORE_ID}/marketing/${other}/configuration`)).status).toBe(404);
  });

  it('what a PUT leaves out is gone', async () => {
    const { call } = await startClient({ api });
    expect((await call('GET', path)).body).toHaveProperty('max_coupons_global_period', 'P1W');
    const { body } = await call('PUT', path, whole);
    expect(body).not.toHaveProperty('max_coupons_global_period');
    expect(body).toMatchObject({ maximum_order_value: null });
  });

  it('amounts beyond 2^53 and periods come back as they were sent', async () => {
    const { call } = await startClient({ api });
    const text = JSON.stringify({ ...whole, trigger_after: 'P0Y1M30DT0.50S' }).replace(
      '"minimum_order_value":100',
      '"minimum_order_value":9007199254740993',
    );
    const { body } = await call('PUT', path, text);
    expect(body).toMatchObject({ minimum_order_value: 9007199254740993n, trigger_after: 'P0Y1M30DT0.50S' });
  });

  it('PUT can answer 204 with nothing', async () => {
    const { call } = await startClient({ api, putAnswers: 204 });
    expect(await call('PUT', path, whole)).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', path)).body).toMatchObject({ trigger_after: 'PT2H' });
  });

  it('is invalid when no order or no cart can fit', async () => {
    const { call } = await startClient({ api });
    const none = { ...whole.coupon_configuration, discount_only_required_tags_or_products: true };
    expect((await call('PUT', path, { ...whole, maximum_order_value: 99 })).body).toMatchObject({ invalid: true });
    expect((await call('PUT', path, { ...whole, coupon_configuration: none })).body).toMatchObject({ invalid: true });
    expect((await call('PUT', path, { ...whole, maximum_order_value: 100 })).body).toMatchObject({ invalid: false });
  });

  it.each([
    [{ trigger_after: '2 hours' }, 'trigger_after', 'format'],
    [{ trigger_after: '-PT2H' }, 'trigger_after', 'format'],
    [{ trigger_after: 'P1,5D' }, 'trigger_after', 'format'],
    [{ trigger_after: 'PT' }, 'trigger_after', 'format'],
    [{ max_coupons_global_period: null }, 'max_coupons_global_period', 'type'],
    [{ maximum_order_value: -5 }, 'maximum_order_value', 'not-negative'],
    [{ coupon_configuration: undefined }, 'coupon_configuration', 'required'],
    [{ store_id: '5' }, 'store_id', 'additionalProperties'],
    [{ coupon: { expires_after: null } }, 'coupon_configuration.expires_after', 'type'],
    [{ coupon: { required_tag_ids: undefined } }, 'coupon_configuration.required_tag_ids', 'required'],
    [{ coupon: { required_tag_ids: ['1', null] } }, 'coupon_configuration.required_tag_ids[1]', 'type'],
    [{ coupon: { duration: 'repeating' } }, 'coupon_configuration.@repeat', 'repeats'],
    [{ coupon: { customer_redeem_limit: -1 } }, 'coupon_configuration.customer_redeem_limit', 'not-negative'],
    [
      { coupon: { usable_on_one_time_purchases: false, usable_on_subscriptions: false } },
      'coupon_configuration.usable_on_one_time_purchases',
      'usable-on-something',
    ],
    [{ coupon: { '@foreign': 3 } }, 'coupon_configuration.@foreign', 'additionalProperties'],
  ])('refuses %j', async (change, field, validation) => {
    const { call, sandbox } = await startClient({ api });
    const { coupon = {}, ...outer } = change as { coupon?: object };
    const [own = '', foreign = ''] = ['duration_in_months', 'duration_in_intervals'].toSorted(() =>
      api === '2025-08' ? 0 : -1,
    );
    const text = JSON.stringify({
      ...whole,
      coupon_configuration: { ...whole.coupon_configuration, ...coupon },
      ...outer,
    });
    const { status, body } = await call('PUT', path, text.replace('@foreign', foreign));
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'bad-request',
      errors: [{ path: field.replace('@repeat', own).replace('@foreign', foreign), validation }],
    });
    expect(sandbox.data.marketing(STORE_ID, 'abandoned-checkouts')?.trigger_after).toBe('PT6H');
  });
});

it('commands are required since 2025-10, and unknown before', async () => {
  const path = '/marketing/purchase-follow-ups/configuration';
  const now = await startClient();
  expect(await now.call('PUT', path, CONFIGURATION)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'commands', validation: 'required' }] },
  });
  const blank = {
    ...CONFIGURATION,
    commands: [
      { command: 'x', online_only: false },
      { command: '', online_only: false },
    ],
  };
  expect((await now.call('PUT', path, blank)).body).toMatchObject({ errors: [{ path: 'commands[1].command' }] });
  const before = await startClient({ api: '2025-08' });
  expect(await before.call('PUT', path, { ...CONFIGURATION, commands: [] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'commands', code: 'unknown-property' }] },
  });
});

it('an API newer than the contract keeps keys that the contract does not know, and gives them back', async () => {
  const { call } = await startClient({ unknownKeys: 'keep' });
  const path = '/marketing/purchase-follow-ups/configuration';
  const coupon_configuration = { ...CONFIGURATION.coupon_configuration, shade: 1 };
  const commands = [{ command: 'x', online_only: false, delay: 'PT1S' }];
  await call('PUT', path, { ...CONFIGURATION, coupon_configuration, commands, tone: { a: [1] } });
  const { body } = await call('GET', path);
  expect(body as MarketingConfigurationDto).toMatchObject({
    tone: { a: [1] },
    coupon_configuration: { shade: 1 },
    commands: [{ delay: 'PT1S' }],
  });
});
