import { setTimeout } from 'node:timers/promises';
import { toBanner } from '../banner.ts';
import type { Config } from '../config.ts';
import type { Log } from '../server/log.ts';
import { createMetricsServer } from './metrics-server.ts';
import { listen } from './ports.ts';
import { openLog } from './process-log.ts';
import { openRestApi } from './rest-api.ts';
import { startWorkers, type Workers } from './workers.ts';

/** npm passes on a Ctrl-C that the terminal has sent to every process already: that is still one. */
const SAME_SIGNAL_MS = 500;

/** What a worker may take longer than the grace to end. */
const LATE_MS = 1000;

/**
 * Runs the gateway in several processes on one port, until a signal ends them. This one serves no operation: it hands
 * out connections, keeps the workers running, adds up their metrics, and brings the embedded sandbox along where there is
 * one.
 *
 * @param warnings which the start prints.
 * @throws {ListenError | ConfigError}
 */
export async function runPrimary(given: Config, warnings: readonly string[]): Promise<void> {
  const log = await openLog(given);
  const { config, origin: apiOrigin, sandboxUrl, sandboxAuthorization, close } = await openRestApi(given);
  const order = { config, apiOrigin, sandboxAuthorization };
  const workers = startWorkers({ count: config.processes, order, log });

  const end = async (signal: NodeJS.Signals): Promise<boolean> => {
    void setTimeout(config.shutdownGraceMs + LATE_MS).then(workers.kill);
    const isOrderly = await workers.end(signal);
    await close();
    return isOrderly;
  };
  const exit = (code: number): void => {
    log.flush();
    process.exit(code);
  };

  let signalledAt: number | undefined;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (signalledAt === undefined) {
      signalledAt = performance.now();
      exit((await end(signal)) ? 0 : 1);
    } else if (performance.now() - signalledAt > SAME_SIGNAL_MS) {
      workers.kill();
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  void workers.hopeless.then(async () => {
    log.fatal('workers die right at the start again and again: the gateway ends');
    await end('SIGTERM');
    exit(1);
  });

  const [{ origin }, metricsOrigin] = await Promise.all([workers.listening, serveMetrics(config, workers, log)]).catch(
    async (failure) => {
      await workers.end('SIGKILL');
      throw failure;
    },
  );
  log.output.write(toBanner({ config, origin, metricsOrigin, sandboxUrl, sandboxAuthorization, warnings }));
}

/** Opens METRICS_PORT, if there is one, and gives where it listens. */
async function serveMetrics(config: Config, { readMetrics }: Workers, log: Log): Promise<string | undefined> {
  const { metricsPort, host } = config;
  if (metricsPort === undefined) return undefined;
  return listen(createMetricsServer(config, readMetrics, log), host, metricsPort, 'METRICS_PORT');
}
