import { type Logger, pino } from 'pino';

export type Log = Logger;

export interface LogOptions {
  readonly level: string;
  /** For people at a terminal instead of one JSON object a line. */
  readonly pretty: boolean;
}

/** Creates the process's log. Nothing that is given to it may hold a credential, a URL or a body. */
export async function createLog({ level, pretty }: LogOptions): Promise<Log> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!pretty) return pino(options);
  // A development dependency: production logs are JSON.
  const { default: createPretty } = await import('pino-pretty');
  return pino(
    options,
    createPretty({ sync: true, colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }),
  );
}

/**
 * What the log may say of an unforeseen error: its kind and where it came from. Its message is left out, since it may
 * hold anything that the code around it was working on.
 */
export function toLoggable(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const { code } = error as NodeJS.ErrnoException;
  return { error: error.name, ...(typeof code === 'string' && { code }), stack: frames.map((line) => line.trim()) };
}
