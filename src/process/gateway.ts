import { setTimeout as setTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { type AppDependencies, createApp } from '../app.ts';
import type { Config } from '../config.ts';
import type { Family } from '../server/exposition.ts';
import { createHttpServer, patienceFor } from '../server/http-server.ts';
import { toLoggable } from '../server/log.ts';
import { closeServer, listen } from './ports.ts';

/** A gateway whose ports are open. */
export interface Gateway {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** The same for METRICS_PORT; undefined: none. */
  readonly metricsOrigin: string | undefined;
  /** What this process has counted. */
  readMetrics(): Promise<readonly Family[]>;
  /** Answers what is in flight, for SHUTDOWN_GRACE_MS at the most, and lets go of everything. */
  drain(): Promise<void>;
}

/** The first answers after a start do not wait for what may be needed later. */
const WARM_UP_AFTER_MS = 1000;

/**
 * Opens the ports and lets operations in.
 *
 * @throws {ListenError}
 */
export async function openGateway(config: Config, dependencies: AppDependencies): Promise<Gateway> {
  const app = createApp(config, dependencies);
  const patience = patienceFor(config.operationTimeoutMs);
  const server = createHttpServer(app.handle, patience);
  const origin = await listen(server, config.host, config.port, 'PORT');
  const metricsServer = createHttpServer(app.handleMetrics, patience);
  const metricsOrigin =
    config.metricsPort === undefined
      ? undefined
      : await listen(metricsServer, config.host, config.metricsPort, 'METRICS_PORT');
  // A connection that could not be accepted: there was no file descriptor for it.
  for (const opened of [server, metricsServer]) {
    opened.on('error', (error) => dependencies.log.error(toLoggable(error), 'a connection was not accepted'));
  }
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
      const idle = app.drain();
      await Promise.race([idle, over]);
      await closeServer(server);
      await idle;
      // A write goes on when its client was cut, but not past the end.
      await Promise.race([app.close(), over]);
    },
  };
}
