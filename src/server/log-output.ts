/** Where the lines of the log go. Nothing here waits for whoever reads them, or throws when nobody does. */
export interface Output {
  /** Takes a line, which is written with all others of this turn of the event loop, or drops it. */
  write(line: string): void;
  /** Writes what waits, at once. Gives up after half a second, or as soon as it cannot be written at all. */
  flush(): void;
  /** How many lines were dropped so far. */
  readonly dropped: number;
}

export interface OutputOptions {
  /**
   * Writes as much as can be written without waiting.
   *
   * @returns the number of bytes.
   * @throws with the code `EAGAIN` when that is nothing, as a non-blocking file descriptor does; with others when it
   * cannot be written at all, now.
   */
  readonly write: (data: string | Uint8Array) => number;
  /** Bytes of one write, unless a single line is longer. */
  readonly maxWriteBytes: number;
  /** Told of the number of lines when lines are taken again after some were dropped. */
  readonly onResume: (dropped: number) => void;
}

/** What goes to the other side in one piece, if that can take it. */
interface Chunk {
  data: string | Buffer;
  bytes: number;
}

/** Some 5,000 lines of requests. More of them waiting means that the reader has stopped, not that it is slow. */
const MAX_WAITING_BYTES = 2 ** 20;
const FLUSH_MS = 500;
/** A reader that is back should not wait long; asking it costs a few microseconds. */
const BUSY_PAUSE_MS = 10;
/** A full disk, or a reader that is gone, takes longer to come back. */
const FAILURE_PAUSE_MS = 1000;

/**
 * Makes an output that holds lines back while they cannot be written, up to a limit. It writes by itself instead of
 * through SonicBoom without `sync`, which writes in a thread: that cost 2.3 µs more a line, a thread that is blocked in
 * a write keeps the process from exiting, and nothing starts it again once its buffer is full.
 */
export function createOutput({ write, maxWriteBytes, onResume }: OutputOptions): Output {
  const chunks: Chunk[] = [];
  let waitingBytes = 0;
  let isScheduled = false;
  let dropped = 0;
  let droppedSince = 0;

  /** Writes until nothing waits any more, and returns why it stopped before. */
  function drain(): string | undefined {
    for (let chunk = chunks[0]; chunk; chunk = chunks[0]) {
      let written: number;
      try {
        written = write(chunk.data);
      } catch (error) {
        return String((error as NodeJS.ErrnoException).code);
      }
      waitingBytes -= written;
      if (written === chunk.bytes) chunks.shift();
      else chunks[0] = cutOff(chunk, written);
      if (droppedSince > 0 && waitingBytes <= MAX_WAITING_BYTES / 2) resume();
    }
    return undefined;
  }

  function resume(): void {
    const lines = droppedSince;
    droppedSince = 0;
    onResume(lines);
  }

  function run(): void {
    isScheduled = false;
    const failure = drain();
    if (failure === undefined) return;
    isScheduled = true;
    setTimeout(run, failure === 'EAGAIN' ? BUSY_PAUSE_MS : FAILURE_PAUSE_MS).unref();
  }

  return {
    get dropped() {
      return dropped;
    },
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (waitingBytes + bytes > MAX_WAITING_BYTES) {
        dropped++;
        droppedSince++;
        return;
      }
      waitingBytes += bytes;
      const last = chunks.at(-1);
      if (typeof last?.data === 'string' && last.bytes + bytes <= maxWriteBytes) {
        last.data += line;
        last.bytes += bytes;
      } else {
        chunks.push({ data: line, bytes });
      }
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(run);
    },
    flush() {
      const end = performance.now() + FLUSH_MS;
      while (drain() === 'EAGAIN' && performance.now() < end) sleep(BUSY_PAUSE_MS);
    },
  };
}

function cutOff({ data, bytes }: Chunk, written: number): Chunk {
  return { data: Buffer.from(data as string).subarray(written), bytes: bytes - written };
}

const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

/** Lets the whole process sleep: nothing else is left to do when it ends. */
function sleep(ms: number): void {
  Atomics.wait(SLEEPER, 0, 0, ms);
}
