import { CONTRACT_VERSIONS, type ContractVersion } from '../rest/contract/version.ts';
import type { Fault, FaultScope } from './faults.ts';
import type { SandboxOptions } from './sandbox.ts';

/** What went wrong when settings were read: one line for each variable. */
export interface WrongSettings {
  errors: string[];
}

/** The faults that `SANDBOX_FAULTS` can name, beside HTTP statuses. */
const FAULTS: Record<string, Fault> = {
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
  truncate: { kind: 'truncate' },
  drip: { kind: 'drip' },
  html: { kind: 'html' },
  empty: { kind: 'empty' },
  oversize: { kind: 'oversize' },
  'gzip-bomb': { kind: 'gzip-bomb' },
};

/**
 * Reads how the sandbox is started from environment variables. An empty one counts as not set.
 *
 * | variable | unless set | meaning |
 * |---|---|---|
 * | `SANDBOX_HOST` | `127.0.0.1` | the address to listen on |
 * | `SANDBOX_PORT` | `4010` | the port; 0 takes a free one |
 * | `SANDBOX_DATA` | in memory | the path of an SQLite file that keeps the data |
 * | `SANDBOX_API` | `2026-08` | the version of the API, or `2025-08` |
 * | `SANDBOX_LATENCY_MS` | `0` | how much later every answer goes out |
 * | `SANDBOX_FAULTS` | none | `503=0.05,reset=0.01`: what goes wrong, and for which share of requests |
 *
 * @returns all faulty variables at once when there are any.
 */
export function readSettings(env: Record<string, string | undefined>): SandboxOptions | WrongSettings {
  const errors: string[] = [];
  const given = (name: string) => env[name]?.trim() || undefined;
  const whole = (name: string, otherwise: number, most: number) => {
    const text = given(name);
    if (text === undefined) return otherwise;
    if (!/^\d{1,9}$/.test(text) || Number(text) > most)
      errors.push(`${name} has to be a whole number from 0 to ${most}.`);
    return Number(text);
  };

  const dataFile = given('SANDBOX_DATA');
  const api = given('SANDBOX_API') ?? '2026-08';
  if (!isVersion(api)) errors.push(`SANDBOX_API has to be one of ${CONTRACT_VERSIONS.join(', ')}.`);
  const options: SandboxOptions = {
    host: given('SANDBOX_HOST') ?? '127.0.0.1',
    port: whole('SANDBOX_PORT', 4010, 65_535),
    ...(dataFile !== undefined && { dataFile }),
    ...(isVersion(api) && { api }),
    latencyMs: whole('SANDBOX_LATENCY_MS', 0, 600_000),
    faults: readFaults(given('SANDBOX_FAULTS'), errors),
  };
  return errors.length > 0 ? { errors } : options;
}

function readFaults(text: string | undefined, errors: string[]): { fault: Fault; scope: FaultScope }[] {
  const items = text?.split(',') ?? [];
  const faults = items.map((item) => {
    const [name = '', share = '', ...rest] = item.split('=').map((part) => part.trim());
    const fault = faultNamed(name);
    const probability = /^(?:0|1|0?\.\d+|1\.0+)$/.test(share) ? Number(share) : undefined;
    return fault && probability !== undefined && rest.length === 0 ? [{ fault, scope: { probability } }] : [];
  });
  if (faults.some((found) => found.length === 0)) {
    const names = Object.keys(FAULTS).join(', ');
    errors.push(
      `SANDBOX_FAULTS has to be a list such as 503=0.05,reset=0.01: an HTTP status from 400 to 599 or one of ${names}; then the share of requests, from 0 to 1.`,
    );
  }
  return faults.flat();
}

function faultNamed(name: string): Fault | undefined {
  if (/^[45]\d\d$/.test(name)) return { kind: 'error', status: Number(name) };
  return Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
}

function isVersion(text: string): text is ContractVersion {
  return (CONTRACT_VERSIONS as readonly string[]).includes(text);
}
