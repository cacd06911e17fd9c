import { createHash } from 'node:crypto';
import type { ActorDto } from '../rest/contract/dto.ts';
import type { ContractVersion } from '../rest/contract/version.ts';
import type { Database, JsonRecord } from './database.ts';
import { type FlakeIds, flakeIdAt } from './flake-ids.ts';

/**
 * How the coupon list takes `after` and `before`, which the vendor does not document for descending order.
 *
 * - `cursors`: by `value`, `after` lets larger ids through and `before` smaller ones, whatever the order; by
 *   `position`, `after` lets through what comes later in the asked order and `before` what comes earlier.
 * - `cut`: with more coupons than `limit`, `near` keeps those nearest to the cursor (to `after` when both are given) and
 *   `far` the first ones of the asked order.
 *
 * In ascending order with `after` alone all readings agree.
 */
export interface Reading {
  cursors: 'value' | 'position';
  cut: 'near' | 'far';
}

/** What the operations of one sandbox work on. */
export interface World {
  version: ContractVersion;
  database: Database;
  ids: FlakeIds;
  /** The clock, in milliseconds since 1970. */
  now(): number;
  reading: Reading;
  /** What a PUT answers: 200 with the document, or 204 with nothing. */
  putAnswers: 200 | 204;
  /** Whether body keys that the contract does not list are stored, as by an API newer than it. */
  keepsUnknownKeys: boolean;
}

/** A request that passed the contract's checks. */
export interface OperationInput {
  storeId: bigint;
  /** 0 where the path has none. */
  couponId: bigint;
  /** The query parameters that the contract knows. */
  query: Record<string, string | undefined>;
  /** The body, its integers exact; empty where there is none. */
  body: JsonRecord;
  /** The API key of the caller. */
  key: string;
}

/** The moment of the clock as a timestamp. */
export function timestamp(world: World): string {
  return new Date(world.now()).toISOString();
}

/** The actor behind an API key: always the same id for the same key. */
export function actorOf(key: string): ActorDto {
  const digest = createHash('sha256').update(key).digest();
  const id = flakeIdAt(Date.UTC(2025, 3, 4), digest.readUInt32BE() % 2 ** 22);
  return { type: 'api_key', id: id.toString() };
}
