import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** What the system knows of another process. Linux only: elsewhere there is no /proc. */

/** Milliseconds of processor time of all its threads, exact only while they wait; NaN when it is gone. */
function cpuMsOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + nanosecondsOf(`/proc/${pid}/task/${thread}/schedstat`) / 1e6, 0);
  } catch {
    return Number.NaN;
  }
}

const STEP_MS = 5;
const MOST_STEPS = 200;
/** Less than this within a step is rest, in milliseconds. */
const REST_MS = 0.5;

/** The same, once it has come to rest: answers are out before garbage is collected and code is compiled. */
export async function restingCpuMsOf(pid: number): Promise<number> {
  let before = cpuMsOf(pid);
  for (let step = 0; step < MOST_STEPS; step++) {
    await setTimeout(STEP_MS);
    const now = cpuMsOf(pid);
    if (!(now - before > REST_MS)) return now;
    before = now;
  }
  return before;
}

function nanosecondsOf(file: string): number {
  return Number(readFileSync(file, 'utf8').split(' ', 1)[0]);
}

/**
 * The most memory of its own that it had since the last reset, in bytes: without pages of files, which the system takes back
 * when a container reaches its limit. NaN when it is gone or the system has no /proc.
 */
export function peakMemoryOf(pid: number): number {
  return readStatus(pid, 'VmHWM') - readStatus(pid, 'RssFile');
}

/** The memory of its own that it has now, in bytes; NaN as above. */
export function memoryOf(pid: number): number {
  return readStatus(pid, 'RssAnon');
}

/** Lets the peak begin anew. */
export function resetPeakMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Without it the peak is that of the whole life, which is no less.
  }
}

function readStatus(pid: number, name: string): number {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((text) => text.startsWith(`${name}:`));
    return line === undefined ? Number.NaN : Number.parseInt(line.slice(name.length + 1), 10) * 1024;
  } catch {
    return Number.NaN;
  }
}
