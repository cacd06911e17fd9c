import { type DestinationStream, type Logger, pino } from 'pino';
import { createScrubber, type Scrubber } from './scrub.ts';

/** A log that never holds the credentials of the requests under way, which it has to be told of. */
export type Log = Logger & Pick<Scrubber, 'hold' | 'release'>;

export interface LogOptions {
  readonly level: string;
  /** For people at a terminal instead of one JSON object a line. */
  readonly pretty?: boolean;
  /** What no line may hold beside the credentials of callers. */
  readonly secrets?: readonly string[];
  /** Of one of several processes that share the destination: it stands in every line. */
  readonly pid?: number | undefined;
  /** Where lines go; the standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * Creates the process's log. Nothing that is given to it may hold a credential, a URL or a body. What slips through all
 * the same is taken out of the finished line, where it cannot hide in a cause, a header or a message.
 */
export async function createLog({ level, pretty = false, secrets = [], pid, destination }: LogOptions): Promise<Log> {
  const { hold, release, scrub } = createScrubber(secrets);
  const base = pid === undefined ? null : { pid };
  const options = { level, base, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: scrub } };
  // Synchronous: an asynchronous stream whose reader is gone would keep the process from ending.
  const stream = destination ?? (pretty ? await createPrettyStream() : pino.destination({ dest: 1, sync: true }));
  const batch = createBatch(stream, pid === undefined ? Number.POSITIVE_INFINITY : PIPE_BUF);
  return Object.assign(pino(options, batch), { hold, release });
}

/** Bytes that a pipe takes in one piece, whoever else writes into it, on Linux. */
const PIPE_BUF = 4096;

/**
 * Writes the lines of one turn of the event loop at once: a busy gateway makes many in each, and a write is the larger
 * part of what a line costs.
 *
 * @param maxBytes of one write, unless a single line is longer.
 */
function createBatch(stream: DestinationStream, maxBytes: number): DestinationStream & { flush(): void } {
  let lines = '';
  let bytes = 0;
  const flush = (): void => {
    const batch = lines;
    lines = '';
    bytes = 0;
    if (batch !== '') stream.write(batch);
  };
  return {
    write(line) {
      const lineBytes = Buffer.byteLength(line);
      if (bytes + lineBytes > maxBytes) flush();
      if (lines === '') setImmediate(flush);
      lines += line;
      bytes += lineBytes;
    },
    flush,
  };
}

async function createPrettyStream(): Promise<DestinationStream> {
  // A development dependency: production logs are JSON.
  const { default: createPretty } = await import('pino-pretty');
  return createPretty({ sync: true, colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' });
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
