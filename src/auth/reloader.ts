import type { AuthLog } from './auth-log.ts';
import { cannotBeRead } from './file-error.ts';

/** Keeps what was read from a file or a folder as new as that is. */
export interface Reloader {
  /** How often a look has found something that cannot be used. */
  readonly failures: number;
  /** Looks at once, which is over when the promise resolves. Looks at the same time are one. */
  look(): Promise<void>;
  /** Looks no more by itself. */
  close(): void;
}

export interface ReloaderOptions {
  /** The variable that names it. */
  readonly variable: string;
  /** Reads all of it as text, which tells whether it has changed. */
  read(): Promise<string>;
  /** Uses a text that differs from the one before, and gives what is wrong with it; empty: nothing. */
  use(text: string): readonly string[] | Promise<readonly string[]>;
  /** Whether what is wrong with a text may lie elsewhere, so that it is used again at each look until nothing is. */
  readonly retries?: boolean;
  readonly log: AuthLog;
  /** Milliseconds between two looks. */
  readonly intervalMs?: number;
}

/** Kubernetes replaces what a link points at, of which neither a file's time nor an event of it tells reliably. */
const INTERVAL_MS = 10_000;

/**
 * Looks every ten seconds whether something holds another text than before, and then uses it. What cannot be used is
 * counted at each look, and logged once.
 *
 * @param text that is in use.
 */
export function createReloader(
  { variable, read, use, retries = false, log, intervalMs = INTERVAL_MS }: ReloaderOptions,
  text: string,
): Reloader {
  let seen = text;
  let faults: readonly string[] = [];
  let logged = '';
  let failures = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const found = await read();
      if (found !== seen || (retries && faults.length > 0)) {
        faults = await use(found);
        seen = found;
      }
      note(faults);
    } catch (error) {
      note([cannotBeRead(error)]);
    }
  }

  function note(found: readonly string[]): void {
    if (found.length > 0) failures++;
    const line = found.join(' ');
    if (line === logged) return;
    logged = line;
    if (found.length > 0)
      log.error({ faults: found }, `${variable} cannot be used as it is: what it held before stays`);
    else log.info({}, `${variable} can be used again`);
  }

  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(lookOnce, intervalMs).unref();
  return {
    get failures() {
      return failures;
    },
    look: lookOnce,
    close: () => clearInterval(timer),
  };
}
