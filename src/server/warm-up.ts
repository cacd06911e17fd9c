import { setImmediate } from 'node:timers/promises';
import { type Log, toLoggable } from './log.ts';

/**
 * Loads what operations may need, so that none of them waits for it. What cannot be loaded now is loaded by whoever
 * needs it.
 */
export async function warmUp(loads: readonly (() => object)[], log: Log): Promise<void> {
  for (const load of loads) {
    try {
      load();
    } catch (error) {
      log.warn(toLoggable(error), 'a part of the program could not be loaded yet');
    }
    // What has come in meanwhile goes first.
    await setImmediate();
  }
}
