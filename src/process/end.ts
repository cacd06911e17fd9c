import type { Log } from '../server/log.ts';
import type { Gateway } from './gateway.ts';

/**
 * Lets SIGTERM and SIGINT drain a gateway and end its process with exit code 0.
 *
 * @param close what is closed after it.
 */
export function endOnSignal(gateway: Gateway, log: Log, close?: () => Promise<void>): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'draining');
    await gateway.drain();
    await close?.();
    log.info('stopped');
    log.flush();
    process.exit();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
