import type { IncomingHttpHeaders } from 'node:http';

/** A request that came in, kept for tests. */
export interface RecordedRequest {
  method: string;
  /** The path alone, as it was sent. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The body's text, empty until it has been read. */
  body: string;
  /** `cut`: the connection ended before the answer was out, by the client, a fault or `close`. */
  outcome: 'open' | 'answered' | 'cut';
}

/** Keeps the requests of a sandbox that was asked to, and counts those in work. */
export interface Recorder {
  /** In the order in which their heads came in. */
  readonly requests: RecordedRequest[];
  /** The most requests that were in work at the same time. */
  readonly peak: number;
  begin(request: RecordedRequest): void;
  end(request: RecordedRequest, outcome: 'answered' | 'cut'): void;
  clear(): void;
}

/**
 * Makes a recorder.
 *
 * @param keeps whether it keeps requests; where it does not, asking for them is an error instead of an empty list, so
 *   that no test takes silence for proof.
 */
export function createRecorder(keeps: boolean): Recorder {
  let requests: RecordedRequest[] = [];
  let open = 0;
  let peak = 0;
  return {
    get requests() {
      if (!keeps) throw new Error('This sandbox keeps no requests: start it with record: true.');
      return requests;
    },
    get peak() {
      return peak;
    },
    begin(request) {
      if (keeps) requests.push(request);
      open += 1;
      peak = Math.max(peak, open);
    },
    end(request, outcome) {
      request.outcome = outcome;
      open -= 1;
    },
    clear() {
      requests = [];
      peak = open;
    },
  };
}
