import { parseArgs } from 'node:util';
import { isServerName, SERVERS, type ServerName } from './servers.ts';
import { WORKLOADS } from './workloads.ts';

/** What to measure, and how long. */
export interface Options {
  readonly mode: 'compare' | 'scale' | 'windows' | 'wire';
  readonly servers: readonly ServerName[];
  /** Names of workloads; for the comparison only. */
  readonly workloads: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly concurrency: number;
  /** Another checkout of the gateway, which the server `base` runs. */
  readonly base: string | undefined;
}

/** The arguments hold something that cannot be used. */
export class UsageError extends Error {}

export const USAGE = `npm run bench -- [options]

  (nothing)                 all servers but Hive Gateway, all workloads: about 20 minutes
  --short                   the gateway and its yardsticks on W1, W2 and W4: under 3 minutes
  --scale                   how cost grows with ids, page size, documents and concurrency
  --wire                    what requests by id and compressed answers cost, and how large they are
  --windows                 REST calls and round trips of 20 coupons by id, at 20 ms a call

  --only ours,raw           which servers: ${Object.keys(SERVERS).join(', ')}
  --base ../before          another checkout of the gateway too, to see what a change did
  --hive                    Hive Gateway too; installs it (half a gigabyte)
  --workloads W1,W2         which workloads: ${Object.keys(WORKLOADS).join(', ')}
  --rounds 3                how often each cell is measured, each time in a fresh process
  --seconds 4 --warmup 1.5  how long; the warm-up in slices, until operations get no cheaper
  --concurrency 32          requests in flight`;

const DEFAULTS = {
  compare: {
    only: 'raw,rest-json,ours,mercurius-tuned,mercurius,apollo,omnigraph',
    workloads: Object.keys(WORKLOADS).join(','),
    rounds: '3',
    seconds: '4',
    warmup: '1.5',
  },
  short: {
    only: 'raw,rest-json,ours,mercurius-tuned',
    workloads: 'W1,W2,W4',
    rounds: '3',
    seconds: '1.5',
    warmup: '0.6',
  },
  scale: { only: 'ours', workloads: '', rounds: '1', seconds: '3', warmup: '1' },
  windows: { only: 'rest-json,ours', workloads: '', rounds: '1', seconds: '3', warmup: '1' },
  wire: { only: 'ours', workloads: '', rounds: '3', seconds: '4', warmup: '1.5' },
};

/**
 * Reads the command line.
 *
 * @throws {UsageError}
 */
export function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const mode = values.scale ? 'scale' : values.windows ? 'windows' : values.wire ? 'wire' : 'compare';
  const defaults = DEFAULTS[mode === 'compare' && values.short ? 'short' : mode];
  const names = toList(values.only ?? defaults.only);
  const servers = names.filter(isServerName);
  const workloads = toList(values.workloads ?? defaults.workloads);
  const unknown = [
    ...names.filter((name) => !isServerName(name)),
    ...workloads.filter((name) => !Object.hasOwn(WORKLOADS, name)),
  ];
  if (unknown.length > 0) throw new UsageError(`Unknown: ${unknown.join(', ')}`);
  if (values.hive && !servers.includes('hive')) servers.push('hive');
  if (values.base && !servers.includes('base')) servers.push('base');
  return {
    mode,
    servers,
    workloads,
    rounds: toNumber('rounds', values.rounds ?? defaults.rounds),
    seconds: toNumber('seconds', values.seconds ?? defaults.seconds),
    warmupSeconds: toNumber('warmup', values.warmup ?? defaults.warmup),
    concurrency: toNumber('concurrency', values.concurrency ?? '32'),
    base: values.base,
  };
}

function parse(args: readonly string[]) {
  try {
    const flag = { type: 'boolean' } as const;
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: {
        short: flag,
        scale: flag,
        windows: flag,
        wire: flag,
        hive: flag,
        base: text,
        only: text,
        workloads: text,
        rounds: text,
        seconds: text,
        warmup: text,
        concurrency: text,
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function toList(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}

function toNumber(name: string, text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new UsageError(`--${name} must be a number above 0.`);
}
