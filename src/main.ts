import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createLog } from './server/log.ts';

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
  });
  process.on('unhandledRejection', (reason) => {
    throw reason;
  });
  let isReady = false;
  const sandbox = config.apiOrigin === undefined ? await startSandbox() : undefined;
  const apiOrigin = config.apiOrigin ?? (sandbox?.url as string);
  const app = createApp(config, { log, apiOrigin, isSandbox: sandbox !== undefined, isReady: () => isReady });
  const server = createServer(app.handle);
  await listen(server, config);
  isReady = true;
  process.stdout.write(toBanner(config, server, sandbox?.url));

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    isReady = false;
    log.info({ signal }, 'draining');
    await drain(server, config.shutdownGraceMs);
    await app.close();
    await sandbox?.close();
    log.info('stopped');
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no more connections, lets requests in flight finish, and cuts what is left when the time is over. */
async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

function toBanner(config: Config, server: Server, sandboxUrl: string | undefined): string {
  const { address, port, family } = server.address() as AddressInfo;
  const origin = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  const lines = [
    '',
    `  PayNow GraphQL gateway   ${origin}/graphql`,
    config.graphiql ? `  Explorer                 ${origin}/graphql in a browser` : '  Explorer                 off',
    sandboxUrl
      ? `  REST API                 embedded sandbox at ${sandboxUrl}, key: APIKey sandbox`
      : `  REST API                 ${config.apiOrigin}`,
    "  Credentials              the caller's Authorization header, passed through",
    '',
    '',
  ];
  return lines.join('\n');
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78; // EX_CONFIG in sysexits.h
}
