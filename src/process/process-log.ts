import { type Config, secretsOf } from '../config.ts';
import { createLog, type Log, toLoggable } from '../server/log.ts';

/** Opens the log of this process, which from now on also takes a failure that nothing caught, and ends with it. */
export async function openLog(config: Config): Promise<Log> {
  const log = await createLog({
    level: config.logLevel,
    pretty: !config.isProduction && process.stdout.isTTY === true,
    secrets: secretsOf(config),
    // Several processes write into one log.
    pid: config.processes > 1 ? process.pid : undefined,
  });
  // Node would print the failure's message, which may hold anything.
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
  return log;
}
