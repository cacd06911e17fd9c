import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createLog, type Log, toLoggable } from './server/log.ts';

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
  });
  dieQuietly(log);
  let isReady = false;
  const sandbox = config.apiOrigin === undefined ? await startSandbox() : undefined;
  const apiOrigin = config.apiOrigin ?? (sandbox?.url as string);
  const app = createApp(config, { log, apiOrigin, isSandbox: sandbox !== undefined, isReady: () => isReady });
  const open = new Set<ServerResponse>();
  let isStopping = false;
  const server = createServer((req, res) => {
    open.add(res);
    res.on('close', () => open.delete(res));
    res.shouldKeepAlive &&= !isStopping;
    app.handle(req, res);
  });
  await listen(server, config);
  isReady = true;
  process.stdout.write(toBanner(config, server, sandbox?.url));

  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    isReady = false;
    log.info({ signal }, 'draining');
    // A connection that stayed open would wait for requests that must not come any more.
    for (const res of open) res.shouldKeepAlive = false;
    const end = performance.now() + config.shutdownGraceMs;
    await drain(server, config.shutdownGraceMs);
    // A write goes on when its client was cut, but not past the end.
    const over = new Promise((resolve) => setTimeout(resolve, end - performance.now()));
    await Promise.race([app.close(), over]);
    await sandbox?.close();
    log.info('stopped');
    process.exit();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Ends the process after a failure that nothing caught. Node would print its message, which may hold anything. */
function dieQuietly(log: Log): void {
  const die = (failure: unknown): void => {
    log.fatal(toLoggable(failure), 'unexpected failure');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = ({ code }: NodeJS.ErrnoException): void =>
      reject(new ListenError(`Cannot listen on ${host}, port ${port} (${code}). Set HOST or PORT.`));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
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

/** Whoever runs a subgraph should see at once whether anybody but the router may call it. */
function toRouterLines({ federation, routerSecrets }: Config): string[] {
  if (routerSecrets.length > 0) return ['  Callers                  only who sends a secret in x-router-secret'];
  return federation ? ['  Callers                  everybody: ROUTER_SECRETS is not set'] : [];
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
    ...toRouterLines(config),
    '',
    '',
  ];
  return lines.join('\n');
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof ListenError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof ConfigError ? 78 : 1); // 78: EX_CONFIG in sysexits.h
}
