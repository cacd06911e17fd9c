import { setTimeout } from 'node:timers/promises';
import type { AppDependencies } from '../app.ts';
import { type Config, ConfigError } from '../config.ts';
import { type Log, toLoggable } from '../server/log.ts';
import { endOnSignal } from './end.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { HEARTBEAT_MS } from './heartbeat.ts';
import { ListenError } from './listen-error.ts';
import { LOG_FD, type Order, type Report, type ServeOrder } from './messages.ts';
import { openLog } from './process-log.ts';

// One of several processes of the gateway: the primary forks it and tells it what to serve.

const MISCONFIGURED_PAUSE_MS = 10_000;

/** What `/metrics` waits for, which asks for one reading at a time. */
let scrape: PromiseWithResolvers<string> | undefined;
/** Reports what this worker has counted; it is asked for only when the worker listens. */
let count: (() => Promise<void>) | undefined;

setInterval(() => report({ kind: 'alive' }), HEARTBEAT_MS).unref();

process.on('message', (order: Order) => {
  if (order.kind === 'serve') void serve(order);
  else if (order.kind === 'count') void count?.();
  else {
    scrape?.resolve(order.text);
    scrape = undefined;
  }
});

async function serve({ number, config, apiOrigin, sandboxAuthorization }: ServeOrder): Promise<void> {
  const log = await openLog(config, LOG_FD);
  const cluster = { number, readMetrics: readAllMetrics };
  try {
    const gateway = await openConfigured(config, { log, apiOrigin, sandboxAuthorization, cluster });
    endOnSignal(gateway, log);
    count = () => reportCounts(gateway, log);
    report({ kind: 'listening', origin: gateway.origin });
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    report({ kind: 'refused', reason: error.message });
  }
}

/** Opens a gateway once its files can be used: a worker that takes another's place may find them as nobody else did. */
async function openConfigured(config: Config, dependencies: AppDependencies): Promise<Gateway> {
  for (;;) {
    try {
      return await openGateway(config, dependencies);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      report({ kind: 'misconfigured', faults: error.faults });
    }
    await setTimeout(MISCONFIGURED_PAUSE_MS);
  }
}

function readAllMetrics(): Promise<string> {
  scrape = Promise.withResolvers();
  report({ kind: 'scraped' });
  return scrape.promise;
}

async function reportCounts(gateway: Gateway, log: Log): Promise<void> {
  try {
    report({ kind: 'counted', metrics: await gateway.readMetrics() });
  } catch (error) {
    log.error(toLoggable(error), 'the metrics could not be read');
  }
}

/** What cannot be sent is for a primary that is gone; no worker outlives it. */
function report(message: Report): void {
  process.send?.(message, () => undefined);
}
