import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DestinationStream, type Logger, pino } from 'pino';
import { counter, type Metric, single } from './exposition.ts';
import { createOutput, type Output } from './log-output.ts';
import { createFieldCleaner, createScrubber, type Scrubber } from './scrub.ts';

/** A log that never holds the credentials of the requests under way, which it has to be told of. */
export type Log = Logger & Pick<Scrubber, 'hold' | 'keep' | 'release' | 'scrub'> & { readonly output: Output };

export interface LogOptions {
  readonly level: string;
  /** For people at a terminal instead of one JSON object a line. */
  readonly pretty?: boolean;
  /** What no line may hold beside the credentials of callers. */
  readonly secrets?: readonly string[];
  /** Of one of several processes that share the destination: it stands in every line. */
  readonly pid?: number | undefined;
  /** Where lines go: a stream, or a file descriptor that is best non-blocking. The standard output unless given. */
  readonly destination?: DestinationStream | number;
}

/** What a pipe takes at once when it is empty, in bytes. */
const PIPE_BYTES = 65_536;
/** Bytes that a pipe takes in one piece, whoever else writes into it, on Linux. */
const PIPE_BUF = 4096;

/**
 * Creates the process's log. Nothing that is given to it may hold a credential, a URL or a body. What slips through all
 * the same is taken out of names, values and messages.
 */
export async function createLog(options: LogOptions): Promise<Log> {
  const { level, pretty = false, secrets = [], pid, destination = 1 } = options;
  const { hold, keep, release, ...scrubber } = createScrubber(secrets);
  const output = createOutput({
    write: toWrite(destination),
    maxWriteBytes: pid === undefined ? PIPE_BYTES : PIPE_BUF,
    onResume: (lines) => log.warn({ lines }, 'lines were dropped, since nobody read them'),
  });
  const format = pretty ? await createPrettyFormat() : undefined;
  const log = pino(
    {
      level,
      base: pid === undefined ? null : { pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { log: createFieldCleaner(scrubber) },
      // Errors are fields like others by then.
      serializers: { msg: scrubber.scrubWords, err: (error) => error },
    },
    format ? { ...output, write: (line: string) => output.write(format(line)) } : output,
  );
  return Object.assign(log, { hold, keep, release, scrub: scrubber.scrub, output });
}

function toWrite(destination: DestinationStream | number): (data: string | Uint8Array) => number {
  if (typeof destination === 'number') {
    return (data) => (typeof data === 'string' ? writeSync(destination, data) : writeSync(destination, data));
  }
  return (data) => {
    destination.write(String(data));
    return Buffer.byteLength(data);
  };
}

async function createPrettyFormat(): Promise<(line: string) => string> {
  // A development dependency: production logs are JSON.
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' });
}

/** What the log says of itself in metrics. */
export function readLogMetrics({ output }: Log): Metric[] {
  return [
    counter(
      'paynow_gateway_log_lines_dropped_total',
      'Lines of the log that were dropped, since they could not be written.',
      single(output.dropped),
    ),
  ];
}

const MAX_FRAMES = 20;
/** Where the program lies, as frames of ES modules and of CommonJS spell it. */
const ROOT = new URL('../..', import.meta.url);
const ROOTS: readonly string[] = [ROOT.href, fileURLToPath(ROOT)];

/**
 * What the log may say of an unforeseen error: its kind and where it came from. Its message is left out, since it may
 * hold anything that the code around it was working on.
 */
export function toLoggable(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const { name, message, stack = '' } = error;
  const { code } = error as NodeJS.ErrnoException;
  // A message may have lines that look like frames.
  const trace = stack.slice(stack.indexOf(message) + message.length).split('\n');
  const frames = trace.filter((line) => line.startsWith('    at ')).slice(0, MAX_FRAMES);
  return {
    error: name,
    ...(typeof code === 'string' && { code }),
    stack: frames.map((frame) => ROOTS.reduce((text, root) => text.replace(root, ''), frame.trim())),
  };
}
