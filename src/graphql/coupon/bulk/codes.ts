import { createHmac, randomBytes } from 'node:crypto';
import { foldCode } from '../../../rest/known-codes.ts';
import type { Checks } from '../../checks.ts';

/** How codes are to be drawn; null and absent are the same. */
export interface CodesRequest {
  readonly count?: number | null | undefined;
  readonly pattern?: string | null | undefined;
  readonly length?: number | null | undefined;
  readonly seed?: string | null | undefined;
}

/** Draws codes, none of which is equal to another or to one that was given. */
export interface Codes {
  /** A code for an item; each time another one. Of a seed, always the same ones in the same order. */
  draw(index: number): string;
}

/** Digits and letters that nobody takes for each other. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Bits that pick a character. */
const PICK = 0b11111;

const PLACE = '{random}';
const DEFAULT_LENGTH = 10;
const MIN_LENGTH = 6;
const MAX_LENGTH = 24;
const MAX_PATTERN = 40;
/** 128 bits in base64. */
const MIN_SEED = 22;
const MAX_SEED = 256;

/** What descriptions say of it. */
export const CODES_LIMITS = {
  ALPHABET,
  PLACE,
  DEFAULT_LENGTH,
  MIN_LENGTH,
  MAX_LENGTH,
  MAX_PATTERN,
  MIN_SEED,
} as const;

/**
 * Checks how codes are to be drawn, but for their number.
 *
 * The fewest characters make 729 million codes, so that no list of items comes near one in a hundred of them, of which one
 * could be guessed.
 */
export function checkCodes({ pattern, length, seed }: CodesRequest, checks: Checks): void {
  if (pattern != null) {
    const places = pattern.split(PLACE).length - 1;
    if (places !== 1) checks.refuse('pattern', `Must hold ${PLACE} exactly once.`);
    if (pattern.length > MAX_PATTERN) {
      checks.refuse('pattern', `Must have ${MAX_PATTERN} characters or fewer.`, 'TOO_LONG');
    }
  }
  if (length != null && (length < MIN_LENGTH || length > MAX_LENGTH)) {
    checks.refuse('length', `Must be from ${MIN_LENGTH} to ${MAX_LENGTH}.`, 'OUT_OF_RANGE');
  }
  if (seed == null) return;
  // Messages never repeat it.
  if (seed.length > MAX_SEED) checks.refuse('seed', `Must have ${MAX_SEED} characters or fewer.`, 'TOO_LONG');
  else if (seed.length < MIN_SEED || !/^[\w-]+$/.test(seed)) {
    checks.refuse('seed', `Must have ${MIN_SEED} characters or more, of letters, digits, - and _: 128 random bits.`);
  }
}

/** The coupons that codes are drawn for. */
interface Batch {
  readonly storeId: string;
  /** How many coupons there are in all, also those that have a code. */
  readonly size: number;
}

/**
 * Makes what draws codes as an input that was checked says.
 *
 * @param given codes that are not to be drawn.
 */
export function createCodes({ pattern, length, seed }: CodesRequest, batch: Batch, given: Iterable<string>): Codes {
  const taken = new Set(Array.from(given, foldCode));
  const sources = new Map<number, Iterator<string, never>>();
  const [before = '', after = ''] = (pattern ?? PLACE).split(PLACE);
  const characters = length ?? DEFAULT_LENGTH;

  function sourceOf(index: number): Iterator<string, never> {
    const source = sources.get(index) ?? pickFrom(seed == null ? randomBlocks() : seededBlocks(seed, batch, index));
    sources.set(index, source);
    return source;
  }

  return {
    draw(index) {
      const source = sourceOf(index);
      for (;;) {
        const random = Array.from({ length: characters }, () => source.next().value).join('');
        const code = before + random + after;
        const folded = foldCode(code);
        if (taken.has(folded)) continue;
        taken.add(folded);
        return code;
      }
    },
  };
}

/** Five bits make a character; the two numbers too many are left out, so that each character is as likely as any other. */
function* pickFrom(blocks: Iterator<Buffer, never>): Generator<string, never> {
  for (;;) {
    for (const byte of blocks.next().value) {
      const character = ALPHABET[byte & PICK];
      if (character !== undefined) yield character;
    }
  }
}

function* randomBlocks(): Generator<Buffer, never> {
  for (;;) yield randomBytes(MAX_LENGTH + 8);
}

/**
 * The first one is HMAC-SHA-256(seed, storeId|size|index); for more of them, a number follows. With the size, a part of a
 * batch that is sent again has other codes: none of its coupons is taken for another one that was made.
 */
function* seededBlocks(seed: string, { storeId, size }: Batch, index: number): Generator<Buffer, never> {
  for (let number = 0; ; number++) {
    const more = number === 0 ? '' : `|${number}`;
    yield createHmac('sha256', seed).update(`${storeId}|${size}|${index}${more}`).digest();
  }
}
