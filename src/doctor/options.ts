import { parseArgs } from 'node:util';
import type { AuthSettings } from '../auth/settings.ts';
import { readConfig } from '../config.ts';
import type { ProxyConfig, ProxySettings } from '../proxy.ts';
import { isFlakeId } from '../rest/flake-id.ts';
import { heldKeys } from './tokens.ts';

/** What the doctor was asked to do. */
export interface DoctorOptions {
  /** Undefined for the sandbox. */
  readonly apiOrigin: string | undefined;
  /** The way to it; undefined: straight. */
  readonly proxy: ProxyConfig | undefined;
  /** What is said of proxies. */
  readonly proxies: ProxySettings;
  /** Whose tokens are taken; undefined: no tokens are. */
  readonly auth: AuthSettings | undefined;
  /** Undefined only for the sandbox. */
  readonly key: string | undefined;
  /** Undefined only for the sandbox. */
  readonly storeId: string | undefined;
  /** Where calls are counted; undefined: in each process. */
  readonly limitsUrl: string | undefined;
  /** What PayNow's number for a percentage is multiplied by. */
  readonly percentScale: number;
  /** Milliseconds for one attempt of one call. */
  readonly timeoutMs: number;
  /** Undefined: JSON unless a person looks on. */
  readonly json: boolean | undefined;
}

/** Something that the doctor needs was not given. */
export class UsageError extends Error {}

/**
 * Reads the arguments and the environment.
 *
 * @throws {UsageError | ConfigError}
 */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): DoctorOptions {
  const { values, positionals } = readArguments(args);
  const config = readConfig(env);
  const { apiOrigin, proxy, proxies, auth, subjectLimits, upstreamTimeoutMs: timeoutMs, percentScale } = config;
  const [storeId, ...rest] = positionals;
  const given = env.PAYNOW_API_KEY?.trim().replace(/^apikey +/i, '') || undefined;
  const key = given ?? (auth && storeId ? heldKeys(auth).get(storeId) : undefined);
  if (rest.length > 0) throw new UsageError('Give one store id.');
  if (storeId !== undefined && !isFlakeId(storeId)) throw new UsageError('A store id is a number of up to 19 digits.');
  if (apiOrigin !== undefined && key === undefined) throw new UsageError('PAYNOW_API_KEY is not set.');
  if (apiOrigin !== undefined && storeId === undefined) throw new UsageError('Give the id of a store.');
  const limitsUrl = subjectLimits.url;
  return { apiOrigin, proxy, proxies, auth, limitsUrl, key, storeId, percentScale, timeoutMs, json: values.json };
}

function readArguments(args: readonly string[]) {
  try {
    const options = { json: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
