import { EMPTY_STORE_ID } from '../../src/sandbox/seed-stores.ts';
import type { Client } from './client.ts';
import type { Tally } from './tally.ts';
import type { Truth } from './truth.ts';
import {
  AMOUNT,
  type Coupon,
  CREATE,
  CREATE_MANY,
  DELETE,
  DELETE_MANY,
  type ItemResult,
  NEW_COUPON,
  NEW_SETTINGS,
  type Payload,
  READ,
  READ_SETTINGS,
  SET,
  UPDATE,
  UPDATE_MANY,
} from './write-documents.ts';

/** What is known of one coupon after all answers so far. */
interface Expectation {
  /** `unknown`: it may be there or not. */
  state: 'there' | 'gone' | 'unknown';
  /** What its note may be: more than one when the outcome of a change is unknown. */
  notes: readonly string[];
}

/** Items of a bulk mutation. */
const BATCH = 25;

/** What became of a write: it was made, it was not, or nobody knows. */
type Outcome = 'made' | 'refused' | 'unknown';

const OUTCOMES = {
  APPLIED: 'made',
  // Nothing here is refused for what it asks: its code is unexpected.
  REJECTED: 'refused',
  OUTCOME_UNKNOWN: 'unknown',
  NOT_ATTEMPTED: 'refused',
} as const satisfies Record<ItemResult['outcome'], Outcome>;

/** Writers, each with objects of its own, so that what the gateway says can be held against what must be stored. */
export function createWriters(client: Client, tally: Tally) {
  const coupons = new Map<string, Expectation>();
  let created = 0;
  let changed = 0;

  /** Notes the answer of a write; its payload is in `data.write`. */
  async function write(document: string, input: object): Promise<{ outcome: Outcome; payload: Payload | undefined }> {
    const reply = await client.send(document, { input });
    const isWhole = tally.note('write', reply);
    const payload = reply.data?.write as Payload | undefined;
    if (!isWhole || !payload) return { outcome: 'refused', payload };
    const [error] = payload.userErrors;
    if (!error) return { outcome: 'made', payload };
    // Nothing here is refused for what it asks, so that any other code is unexpected.
    tally.noteUserErrors([error.code]);
    return { outcome: 'unknown', payload };
  }

  /** What became of each item of a bulk mutation. */
  async function writeMany(
    document: string,
    input: object,
    count: number,
  ): Promise<readonly { outcome: Outcome; result: ItemResult | undefined }[]> {
    const reply = await client.send(document, { input });
    tally.note('write', reply);
    const payload = reply.data?.write as { results: ItemResult[]; userErrors: { code: string }[] } | null | undefined;
    if (!payload) return Array.from({ length: count }, () => ({ outcome: 'refused' as const, result: undefined }));
    tally.noteUserErrors(payload.userErrors.map(({ code }) => code));
    tally.compare('items that are told of', payload.results.length, count);
    return payload.results.map((result) => ({ outcome: OUTCOMES[result.outcome], result }));
  }

  async function createMany(codes: readonly string[]): Promise<(readonly [code: string, couponId: string])[]> {
    for (const code of codes) coupons.set(code, { state: 'unknown', notes: [NEW_COUPON.note] });
    const input = { storeId: EMPTY_STORE_ID, template: NEW_COUPON, items: codes.map((code) => ({ code })) };
    const ends = await writeMany(CREATE_MANY, input, codes.length);
    return ends.flatMap(({ outcome, result }, index) => {
      const code = codes[index] as string;
      const expectation = coupons.get(code) as Expectation;
      if (outcome === 'refused') expectation.state = 'gone';
      if (outcome !== 'made' || !result?.coupon) return [];
      expectation.state = 'there';
      if (result.reconciled) tally.noteReconciled();
      compareCoupon(code, result.coupon, expectation);
      return [[code, result.coupon.couponId] as const];
    });
  }

  async function updateMany(made: readonly (readonly [code: string, couponId: string])[]): Promise<void> {
    const items = made.map(([, couponId]) => ({ id: toGlobalId(couponId), set: { note: `change ${++changed}` } }));
    const ends = await writeMany(UPDATE_MANY, { items }, made.length);
    for (const [index, { outcome, result }] of ends.entries()) {
      const [code] = made[index] as readonly [string, string];
      const expectation = coupons.get(code) as Expectation;
      const note = items[index]?.set.note as string;
      if (outcome === 'unknown') expectation.notes = [...expectation.notes, note];
      if (outcome !== 'made') continue;
      expectation.notes = [note];
      compareCoupon(code, result?.coupon, expectation);
    }
  }

  async function removeMany(made: readonly (readonly [code: string, couponId: string])[]): Promise<void> {
    const items = made.map(([, couponId]) => ({ id: toGlobalId(couponId) }));
    const ends = await writeMany(DELETE_MANY, { items }, made.length);
    for (const [index, { outcome, result }] of ends.entries()) {
      const [code, couponId] = made[index] as readonly [string, string];
      const expectation = coupons.get(code) as Expectation;
      if (outcome === 'made') tally.compare('a deleted id', result?.deletedCouponId, toGlobalId(couponId));
      if (outcome !== 'refused') expectation.state = outcome === 'made' ? 'gone' : 'unknown';
    }
  }

  async function create(code: string): Promise<string | undefined> {
    const expectation: Expectation = { state: 'unknown', notes: [NEW_COUPON.note] };
    coupons.set(code, expectation);
    const { outcome, payload } = await write(CREATE, { storeId: EMPTY_STORE_ID, coupon: { ...NEW_COUPON, code } });
    if (outcome === 'refused') expectation.state = 'gone';
    if (outcome !== 'made') return undefined;
    expectation.state = 'there';
    if (payload?.reconciled) tally.noteReconciled();
    compareCoupon(code, payload?.coupon, expectation);
    return payload?.coupon?.couponId;
  }

  async function update(code: string, couponId: string): Promise<void> {
    const expectation = coupons.get(code) as Expectation;
    const note = `change ${++changed}`;
    const { outcome, payload } = await write(UPDATE, { id: toGlobalId(couponId), set: { note } });
    if (outcome === 'made') {
      expectation.notes = [note];
      compareCoupon(code, payload?.coupon, expectation);
    } else if (outcome === 'unknown') {
      expectation.notes = [...expectation.notes, note];
    }
  }

  async function read(code: string, couponId: string): Promise<void> {
    const expectation = coupons.get(code) as Expectation;
    const reply = await client.send(READ, { store: EMPTY_STORE_ID, id: couponId });
    if (!tally.note('read', reply)) return;
    compareCoupon(code, reply.data.coupon, expectation);
    expectation.notes = [reply.data.coupon?.note];
  }

  async function remove(code: string, couponId: string): Promise<void> {
    const expectation = coupons.get(code) as Expectation;
    const { outcome, payload } = await write(DELETE, { id: toGlobalId(couponId) });
    if (outcome === 'made') tally.compare('the deleted id', payload?.deletedCouponId, toGlobalId(couponId));
    if (outcome !== 'refused') expectation.state = outcome === 'made' ? 'gone' : 'unknown';
  }

  function compareCoupon(code: string, actual: Coupon | null | undefined, { notes }: Expectation): void {
    const { code: actualCode, discountAmount, enabled } = actual ?? {};
    tally.compare(`coupon ${code}`, [actualCode, discountAmount, enabled], [code, AMOUNT, true]);
    if (!notes.includes(String(actual?.note))) {
      tally.wrong(`the note of ${code} is ${actual?.note}, should be ${notes.join(' or ')}`);
    }
  }

  return {
    /** The life of one coupon. */
    async coupon(): Promise<void> {
      const code = `SOAK-${++created}`;
      const couponId = await create(code);
      if (couponId === undefined) return;
      for (let changes = 0; changes < 3; changes++) {
        await update(code, couponId);
        await read(code, couponId);
      }
      // Some stay.
      if (Math.random() < 0.8) await remove(code, couponId);
    },

    /** The life of some coupons together. */
    async batch(): Promise<void> {
      const codes = Array.from({ length: BATCH }, () => `SOAK-${++created}`);
      const made = await createMany(codes);
      if (made.length > 0) await updateMany(made);
      const removed = made.filter(() => Math.random() < 0.8);
      if (removed.length > 0) await removeMany(removed);
    },

    /** Writes and reads one marketing configuration until told to stop. Nobody else may write it. */
    async settings(kind: 'ABANDONED_CHECKOUT' | 'PURCHASE_FOLLOW_UP', goesOn: () => boolean): Promise<void> {
      let values: readonly (string | null)[] = [null];
      let next = kind === 'ABANDONED_CHECKOUT' ? 1_000_000 : 2_000_000;
      while (goesOn()) {
        const value = String(++next);
        const configuration = { ...NEW_SETTINGS, maximumOrderValue: value };
        const { outcome, payload } = await write(SET, { storeId: EMPTY_STORE_ID, kind, configuration });
        if (outcome === 'made') {
          values = [value];
          tally.compare('a configuration written', payload?.marketingConfiguration?.maximumOrderValue, value);
        } else if (outcome === 'unknown') {
          values = [...values, value];
        }
        const reply = await client.send(READ_SETTINGS, { store: EMPTY_STORE_ID, kind });
        if (!tally.note('read', reply)) continue;
        const actual = (reply.data.store.marketingConfiguration?.maximumOrderValue ?? null) as string | null;
        if (!values.includes(actual))
          tally.wrong(`a configuration holds ${actual}, should hold ${values.join(' or ')}`);
        values = [actual];
      }
    },

    /** Holds what is stored in the end against everything that was said. */
    async reconcile(truth: Truth): Promise<void> {
      const stored = new Map<string, string>();
      for (const { code, note } of await truth.coupons(EMPTY_STORE_ID)) {
        if (stored.has(code)) tally.wrong(`${code} is stored twice`);
        stored.set(code, String(note));
      }
      for (const [code, { state, notes }] of coupons) {
        const note = stored.get(code);
        if (state !== 'unknown') tally.compare(`whether ${code} is stored`, note !== undefined, state === 'there');
        if (note !== undefined && !notes.includes(note)) {
          tally.wrong(`${code} is stored with the note ${note}, should be ${notes.join(' or ')}`);
        }
      }
    },
  };
}

function toGlobalId(couponId: string): string {
  return `gid://paynow/Coupon/${EMPTY_STORE_ID}/${couponId}`;
}
