import { constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type Config, secretsOf } from '../config.ts';
import { createLog, type Log, toLoggable } from '../server/log.ts';

/**
 * Opens the log of this process, which from now on also takes a failure that nothing caught, and ends with it.
 *
 * @param fd where it goes: the standard output unless given.
 */
export async function openLog(config: Config, fd = 1): Promise<Log> {
  // Node makes a pipe non-blocking when it opens its own stream for it, and only then. What fails there later, since the
  // reader is gone, must not end the process, and has nobody left to be told to.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const log = await createLog({
    level: config.logLevel,
    pretty: !config.isProduction && isatty(fd),
    secrets: secretsOf(config),
    // Several processes write into one log.
    pid: config.processes > 1 ? process.pid : undefined,
    destination: isatty(fd) ? openTerminal(fd) : fd,
  });
  // Node would print the failure's message, which may hold anything.
  const die = (failure: unknown): void => {
    try {
      log.fatal(toLoggable(failure), 'unexpected failure');
      log.flush();
    } finally {
      process.exit(1);
    }
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  return log;
}

/** Opens a terminal once more, non-blocking: as it is, it is shared with the shell, which would not expect that. */
function openTerminal(fd: number): number {
  try {
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd; // Where that cannot be had, the gateway waits for a terminal that is stopped.
  }
}
