import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createApp } from './app.ts';
import { toBanner } from './banner.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createHttpServer, patienceFor } from './server/http-server.ts';
import { createLog, type Log, toLoggable } from './server/log.ts';
import { findTypos, findWarnings } from './warnings.ts';

/** The operating system does not let the gateway listen where it should. */
class ListenError extends Error {}

/** The embedded sandbox, when no REST API is configured. */
async function startSandbox() {
  // Loaded only here: a production image has neither the sandbox nor its dependencies.
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  return startSandbox({});
}

async function serve(config: Config): Promise<void> {
  const log = await createLog({
    level: config.logLevel,
    pretty: !config.isProduction && process.stdout.isTTY === true,
    secrets: config.routerSecrets,
  });
  dieQuietly(log);
  const sandbox = config.apiOrigin === undefined ? await startSandbox() : undefined;
  const apiOrigin = config.apiOrigin ?? (sandbox?.url as string);
  const app = createApp(config, { log, apiOrigin, isSandbox: sandbox !== undefined });
  const patience = patienceFor(config.operationTimeoutMs);
  const server = createHttpServer(app.handle, patience);
  await listen(server, config.host, config.port, 'PORT');
  const metricsServer = createHttpServer(app.handleMetrics, patience);
  if (config.metricsPort !== undefined) await listen(metricsServer, config.host, config.metricsPort, 'METRICS_PORT');
  app.open();
  process.stdout.write(
    toBanner({
      config,
      origin: toOrigin(server),
      metricsOrigin: metricsServer.listening ? toOrigin(metricsServer) : undefined,
      sandboxUrl: sandbox?.url,
      warnings: findWarnings(config, process.env),
    }),
  );

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'draining');
    const over = setTimeout(config.shutdownGraceMs);
    // The port stays open meanwhile, so that /readyz can say that no new traffic is welcome.
    const idle = app.drain();
    await Promise.race([idle, over]);
    await closeServer(server);
    await idle;
    // A write goes on when its client was cut, but not past the end.
    await Promise.race([app.close(), over]);
    await sandbox?.close();
    log.info('stopped');
    log.flush();
    process.exit();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Ends the process after a failure that nothing caught. Node would print its message, which may hold anything. */
function dieQuietly(log: Log): void {
  const die = (failure: unknown): void => {
    try {
      log.fatal(toLoggable(failure), 'unexpected failure');
      log.flush();
    } finally {
      process.exit(1); // Also when nobody reads the log any more.
    }
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

/** @param variable which sets the port. */
function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = ({ code }: NodeJS.ErrnoException): void =>
      reject(new ListenError(`Cannot listen on ${host}, port ${port} (${code}). Set HOST or ${variable}.`));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** Lets go of the port, and cuts what is still open. */
function closeServer(server: Server): Promise<unknown> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  return closed;
}

function toOrigin(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof ListenError)) throw error;
  // A variable that is missing may only be misspelt.
  const typos = error instanceof ConfigError ? findTypos(process.env).map((typo) => `  - ${typo}`) : [];
  process.stderr.write(`${[error.message, ...typos].join('\n')}\n`);
  process.exit(error instanceof ConfigError ? 78 : 1); // 78: EX_CONFIG in sysexits.h
}
