import { setTimeout as setTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { type AppDependencies, createApp } from '../app.ts';
import type { Config } from '../config.ts';
import type { Metric } from '../server/exposition.ts';
import { openAuthenticator } from './open-authenticator.ts';
import { closeServer, listen } from './ports.ts';

/** A gateway whose ports are open. */
export interface Gateway {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** The same for METRICS_PORT; undefined where there is none, or the primary of several processes has it. */
  readonly metricsOrigin: string | undefined;
  /** What this process has counted. */
  readMetrics(): Promise<readonly Metric[]>;
  /** Answers what is in flight, for SHUTDOWN_GRACE_MS at the most, and lets go of everything. */
  drain(): Promise<void>;
}

/** The first answers after a start do not wait for what may be needed later. */
const WARM_UP_AFTER_MS = 1000;

/**
 * Opens the ports and lets operations in.
 *
 * @throws {ListenError | ConfigError}
 */
export async function openGateway(config: Config, dependencies: AppDependencies): Promise<Gateway> {
  const authenticator = await openAuthenticator(config, dependencies.log);
  const app = await createApp(config, { ...dependencies, authenticator }).catch(async (failure: unknown) => {
    await authenticator?.close();
    throw failure;
  });
  const origin = await listen(app.server, config.host, config.port, 'PORT');
  const metricsOrigin =
    config.metricsPort === undefined || dependencies.cluster
      ? undefined
      : await listen(app.metricsServer, config.host, config.metricsPort, 'METRICS_PORT');
  app.open();
  const warmingUp = setTimer(app.warmUp, WARM_UP_AFTER_MS).unref();
  return {
    origin,
    metricsOrigin,
    readMetrics: app.readMetrics,
    async drain() {
      clearTimeout(warmingUp);
      const over = setTimeout(config.shutdownGraceMs);
      // The port stays open meanwhile, so that /readyz can say that no new traffic is welcome.
      const answered = app.drain();
      await Promise.race([answered, over]);
      await closeServer(app.server);
      await answered;
      // A write goes on when its client was cut, but not past the end.
      await Promise.race([app.close(), over]);
    },
  };
}
