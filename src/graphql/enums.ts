import type { Surprise } from '../rest/upstream.ts';
import { builder } from './builder.ts';
import { expectString } from './expect.ts';

/** Told of values that a newer REST API sends and this schema does not know. */
export type Note = (surprise: Surprise) => void;

/** The value that stands for anything newer than this schema. It is never accepted as input. */
export const UNKNOWN = 'UNKNOWN';

export const NEWER = {
  description: 'A value newer than this API. It appears in answers only and is refused as input.',
};

/** How long a coupon keeps giving its discount on a subscription. */
export const CouponDuration = builder.enumType('CouponDuration', {
  description: 'For how many payments of a subscription a coupon gives its discount.',
  values: {
    ONCE: { description: 'For one payment.' },
    FOREVER: { description: 'For every payment.' },
    REPEATING: { description: 'For the number of payments or months given beside it.' },
    UNKNOWN: NEWER,
  },
});

/** How `discountAmount` is meant. */
export const CouponDiscountType = builder.enumType('CouponDiscountType', {
  description: 'How a `discountAmount` is meant.',
  values: {
    UNSPECIFIED: { description: 'Not said; a state before anything was chosen.' },
    PERCENT: { description: 'A share of the price.' },
    AMOUNT: { description: "A fixed amount in the smallest unit of the store's currency, such as cents." },
    UNKNOWN: NEWER,
  },
});

/**
 * Turns a REST enum value (`game_server`) into the schema's (`GAME_SERVER`); one that the schema lacks becomes
 * `UNKNOWN` and is noted.
 */
export function createEnumReader<Name extends string>(
  place: string,
  known: readonly Name[],
): (value: unknown, note: Note) => Name | typeof UNKNOWN {
  const names = new Map(known.map((name) => [name.toLowerCase(), name]));
  return (value, note) => {
    const name = names.get(value as string);
    if (name !== undefined) return name;
    note({ kind: 'unknown enum value', place, value: expectString(value, place) });
    return UNKNOWN;
  };
}

export const readDuration = createEnumReader('duration', ['ONCE', 'FOREVER', 'REPEATING']);
export const readDiscountType = createEnumReader('discount_type', ['UNSPECIFIED', 'PERCENT', 'AMOUNT']);
