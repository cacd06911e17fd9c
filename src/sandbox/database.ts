import { DatabaseSync } from 'node:sqlite';
import { printJson } from '../rest/json.ts';
import { MAX_INT64, MIN_INT64 } from './flake-ids.ts';

/** A JSON object whose integers are exact. */
export type JsonRecord = Record<string, unknown>;

/** The two marketing configurations of a store. */
export type MarketingKind = 'abandoned-checkouts' | 'purchase-follow-ups';

/** A stored document. */
export interface Row {
  /** Its JSON text. */
  document: string;
  /** Whether a test placed it as it is, so that it need not keep to the contract. */
  raw: boolean;
}

/** Which coupons of a store are asked for. Bounds are inclusive. */
export interface CouponQuery {
  storeId: bigint;
  lowest: bigint;
  highest: bigint;
  ascending: boolean;
  limit: number;
  status: string;
  origin: string;
  customerId: bigint | null;
  /** The moment at which a coupon has to be usable to be active, in milliseconds since 1970. */
  now: number;
}

/** Everything that the sandbox stores. */
export interface Database {
  /** The largest coupon id there is, or 0. */
  lastId(): bigint;
  store(storeId: bigint): Row | undefined;
  putStore(storeId: bigint, profile: JsonRecord, raw?: boolean): void;
  listCoupons(query: CouponQuery): Row[];
  coupon(storeId: bigint, couponId: bigint): Row | undefined;
  /** Whether another coupon of the store has the code, in any case. */
  hasCode(storeId: bigint, code: string, exceptId: bigint): boolean;
  putCoupon(storeId: bigint, couponId: bigint, coupon: JsonRecord, raw?: boolean): void;
  /** Whether there was such a coupon. */
  deleteCoupon(storeId: bigint, couponId: bigint): boolean;
  marketing(storeId: bigint, kind: MarketingKind): Row | undefined;
  putMarketing(storeId: bigint, kind: MarketingKind, configuration: JsonRecord, raw?: boolean): void;
  deleteMarketing(storeId: bigint, kind: MarketingKind): void;
  /** Does all of `work` or nothing of it. */
  transaction(work: () => void): void;
  close(): void;
}

/** Documents stand as JSON text, for integers and absent keys stay as they are; columns are what queries ask for. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS stores (id INTEGER PRIMARY KEY, raw INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS coupons (
    store_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    code TEXT,
    enabled INTEGER NOT NULL,
    active_from INTEGER NOT NULL,
    active_until INTEGER NOT NULL,
    generated INTEGER NOT NULL,
    customer_id TEXT,
    raw INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (store_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS coupon_codes ON coupons (store_id, code);
  CREATE TABLE IF NOT EXISTS marketing (
    store_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    raw INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (store_id, kind)
  ) STRICT, WITHOUT ROWID;`;

/** Who makes the coupons that the filter `generated` lets through. */
const SYSTEM_ACTORS = ['internal', 'platform'];

/**
 * Opens the sandbox's SQLite database.
 *
 * @param file its path, made when there is none; without one the data lives in memory.
 */
export function openDatabase(file = ':memory:'): Database {
  const sqlite = new DatabaseSync(file);
  sqlite.exec(TABLES);
  const list = (order: 'ASC' | 'DESC') =>
    sqlite.prepare(`
      SELECT document, raw FROM coupons
      WHERE store_id = :storeId AND id BETWEEN :lowest AND :highest
        AND (:status = 'all' OR (:status = 'active') = (enabled AND active_from <= :now AND active_until > :now))
        AND (:origin = 'all' OR (:origin = 'generated') = generated)
        AND (:customerId IS NULL OR customer_id = :customerId)
      ORDER BY id ${order} LIMIT :limit`);
  const sql = {
    lastId: sqlite.prepare('SELECT max(id) AS id FROM coupons'),
    store: sqlite.prepare('SELECT document, raw FROM stores WHERE id = ?'),
    putStore: sqlite.prepare('INSERT OR REPLACE INTO stores (id, raw, document) VALUES (?, ?, ?)'),
    listUp: list('ASC'),
    listDown: list('DESC'),
    coupon: sqlite.prepare('SELECT document, raw FROM coupons WHERE store_id = ? AND id = ?'),
    hasCode: sqlite.prepare('SELECT 1 FROM coupons WHERE store_id = ? AND code = ? AND id <> ? LIMIT 1'),
    putCoupon: sqlite.prepare('INSERT OR REPLACE INTO coupons VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    deleteCoupon: sqlite.prepare('DELETE FROM coupons WHERE store_id = ? AND id = ?'),
    marketing: sqlite.prepare('SELECT document, raw FROM marketing WHERE store_id = ? AND kind = ?'),
    putMarketing: sqlite.prepare('INSERT OR REPLACE INTO marketing VALUES (?, ?, ?, ?)'),
    deleteMarketing: sqlite.prepare('DELETE FROM marketing WHERE store_id = ? AND kind = ?'),
  };
  sql.lastId.setReadBigInts(true);

  return {
    lastId: () => BigInt((sql.lastId.get()?.id as bigint | null) ?? 0n),
    store: (storeId) => toRow(sql.store.get(storeId)),
    putStore(storeId, profile, raw = false) {
      sql.putStore.run(storeId, Number(raw), printJson(profile));
    },
    listCoupons({ ascending, customerId, ...query }) {
      const statement = ascending ? sql.listUp : sql.listDown;
      return statement.all({ ...query, customerId: customerId?.toString() ?? null }).map(asRow);
    },
    coupon: (storeId, couponId) => toRow(sql.coupon.get(storeId, couponId)),
    hasCode: (storeId, code, exceptId) => sql.hasCode.get(storeId, code.toLowerCase(), exceptId) !== undefined,
    putCoupon(storeId, couponId, coupon, raw = false) {
      const creator = coupon.created_by as { type?: unknown } | null | undefined;
      sql.putCoupon.run(
        storeId,
        couponId,
        typeof coupon.code === 'string' ? coupon.code.toLowerCase() : null,
        coupon.enabled === true ? 1 : 0,
        toInstant(coupon.usable_at) ?? MIN_INT64,
        toInstant(coupon.expires_at) ?? MAX_INT64,
        SYSTEM_ACTORS.includes(creator?.type as string) ? 1 : 0,
        typeof coupon.usable_by_customer_id === 'string' ? coupon.usable_by_customer_id : null,
        Number(raw),
        printJson(coupon),
      );
    },
    deleteCoupon: (storeId, couponId) => sql.deleteCoupon.run(storeId, couponId).changes > 0,
    marketing: (storeId, kind) => toRow(sql.marketing.get(storeId, kind)),
    putMarketing(storeId, kind, configuration, raw = false) {
      sql.putMarketing.run(storeId, kind, Number(raw), printJson(configuration));
    },
    deleteMarketing(storeId, kind) {
      sql.deleteMarketing.run(storeId, kind);
    },
    transaction(work) {
      sqlite.exec('BEGIN');
      try {
        work();
        sqlite.exec('COMMIT');
      } catch (error) {
        sqlite.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => sqlite.close(),
  };
}

function toRow(row: JsonRecord | undefined): Row | undefined {
  return row === undefined ? undefined : asRow(row);
}

function asRow(row: JsonRecord): Row {
  return { document: row.document as string, raw: row.raw === 1 };
}

/** Milliseconds since 1970, or undefined where there is no moment. */
function toInstant(moment: unknown): number | undefined {
  const ms = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
