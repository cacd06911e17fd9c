import type { GraphQLResolveInfo } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../src/graphql/context.ts';
import { tellWrite, type WriteEvent, writeChannel } from '../../src/graphql/write-attempts.ts';
import { createKeyCredential } from '../../src/rest/credential.ts';

const STORE = '411486491630370816';
const gid = (couponId: string): string => `gid://paynow/Coupon/${STORE}/${couponId}`;

/** What is told of a mutation that gives this payload for an input. */
async function toldOf(input: object, payload: object) {
  const told: WriteEvent['attempt'][] = [];
  const listen = (event: unknown): void => void told.push((event as WriteEvent).attempt);
  writeChannel.subscribe(listen);
  onTestFinished(() => void writeChannel.unsubscribe(listen));
  const call = { credential: createKeyCredential('APIKey x'), trace: undefined };
  const context = { call, requestId: 'r-1' } as unknown as Context;
  const info = { fieldName: 'couponBulk' } as GraphQLResolveInfo;
  expect(await tellWrite({ context, info, input: { ...input } }, () => payload)).toBe(payload);
  return told.map(({ store, target, changed, outcome }) => ({ store, target, changed, outcome }));
}

describe('of a bulk mutation', () => {
  it('each item is told by itself, with what it shares with all', async () => {
    const input = {
      invalidItems: 'SKIP',
      set: { enabled: false, discount: { percentage: '10' } },
      items: [{ id: gid('1') }, { id: gid('2'), expectedVersion: '7', set: { note: 'c4n4ry' } }, { id: 'none' }],
    };
    const results = [
      { index: 0, outcome: 'APPLIED' },
      { index: 1, outcome: 'OUTCOME_UNKNOWN' },
      { index: 2, outcome: 'REJECTED' },
    ];
    const shared = ['enabled', 'discount.percentage'];
    expect(await toldOf(input, { results, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] })).toEqual([
      { store: STORE, target: gid('1'), changed: shared, outcome: 'applied' },
      { store: STORE, target: gid('2'), changed: ['note', ...shared], outcome: 'unknown' },
      { store: undefined, target: undefined, changed: shared, outcome: 'rejected' },
    ]);
  });

  it('creations are told with the ids that they have made', async () => {
    const input = {
      storeId: STORE,
      template: { note: 'x' },
      generate: { count: 2, pattern: 'c4n4ry' },
      ifTaken: 'REJECT',
    };
    const results = [
      { index: 0, outcome: 'APPLIED', coupon: { id: gid('1') } },
      { index: 1, outcome: 'NOT_ATTEMPTED' },
    ];
    expect(await toldOf(input, { results, userErrors: [] })).toEqual([
      { store: STORE, target: gid('1'), changed: ['note'], outcome: 'applied' },
      { store: STORE, target: undefined, changed: ['note'], outcome: 'not_attempted' },
    ]);
  });

  it('a mistake in the input as a whole is one attempt', async () => {
    expect(await toldOf({ items: [] }, { results: [], userErrors: [{ code: 'REQUIRED' }] })).toEqual([
      { store: undefined, target: undefined, changed: [], outcome: 'rejected' },
    ]);
  });
});

describe('of the fields of a mutation', () => {
  it('the names are told in the words of the schema, without the words for what holds them', async () => {
    const input = {
      id: gid('1'),
      expectedVersion: '1',
      set: { couponConfiguration: { discountAmount: '5', expiresAfter: null }, commands: [{}] },
    };
    expect(await toldOf(input, { userErrors: [{ code: 'NOT_APPLIED' }] })).toEqual([
      {
        store: STORE,
        target: gid('1'),
        changed: ['couponConfiguration.discountAmount', 'couponConfiguration.expiresAfter', 'commands'],
        outcome: 'applied',
      },
    ]);
  });
});
