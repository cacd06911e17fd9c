import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a server have taken so far. */
export interface Usage {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** The kernel counts processor time in ticks of 10 ms, on every architecture that Node runs on. */
const MS_PER_TICK = 10;

interface ProcessStat {
  readonly parent: number;
  readonly ticks: number;
}

/** Reads what a process and all that descend from it have taken (proc(5)). Linux only. */
export function readUsage(root: number): Usage {
  const stats = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(name) : undefined;
    if (stat) stats.set(Number(name), stat);
  }
  let ticks = 0;
  let rssBytes = 0;
  for (const [pid, stat] of stats) {
    if (!descendsFrom(root, pid, stats)) continue;
    ticks += stat.ticks;
    rssBytes += readRss(pid);
  }
  return { cpuMs: ticks * MS_PER_TICK, rssBytes };
}

function descendsFrom(root: number, pid: number, stats: ReadonlyMap<number, ProcessStat>): boolean {
  for (let at: number | undefined = pid; at !== undefined; at = stats.get(at)?.parent) {
    if (at === root) return true;
  }
  return false;
}

function readStat(pid: string): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The second field is the command in parentheses, which may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (field: number): number => Number(fields[field - 3]);
  // Own user and system time, and that of children which have ended.
  return { parent: number(4), ticks: number(14) + number(15) + number(16) + number(17) };
}

function readRss(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Undefined when the process has ended. */
function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
