import assert from 'node:assert/strict';
import { type FlakeID, isFlakeId } from './scalars.ts';

/** The store of the sandbox that holds 250 coupons, and the one that holds none. */
export const STORE_ID = flakeId('411486491630370816');
export const EMPTY_STORE_ID = flakeId('411486491630370817');
/** An id that no store has. */
export const NO_STORE_ID = flakeId('411486491630370818');

function flakeId(text: string): FlakeID {
  assert(isFlakeId(text));
  return text;
}
