import type { Dispatcher } from 'undici';
import type { Cancellation } from './cancellation.ts';
import type { Connections } from './connections.ts';
import { answerTooLarge } from './content-coding.ts';
import { AbandonedError, BadResponseError, type RestError, TimedOutError, UnavailableError } from './errors.ts';
import type { Headers } from './header.ts';
import { type Incoming, LARGE_BYTES, type ReceiveBuffer } from './receive-buffer.ts';

/** One HTTP request to the REST API. `path` begins with `/` and holds validated parts only. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** A whole HTTP answer, whatever its status; the body is as it came over the wire. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** How many bytes of it the receive buffer counts until they are released. */
  readonly held: number;
}

/** What ends an exchange early. */
export interface ExchangeLimits {
  /** Milliseconds from dispatch to the last byte. */
  readonly timeoutMs: number;
  /** Largest body in bytes, as it comes over the wire. */
  readonly maxBytes: number;
  /** Ends the exchange when it fires; for reads whose client went away. */
  readonly cancellation: Cancellation | undefined;
  /** Where a large answer waits for its turn. */
  readonly buffer: ReceiveBuffer;
}

/**
 * Sends one request and reads the whole answer. It uses `dispatch` directly because undici's `request` and `fetch` cost
 * 1.3 to 4 times as much per call.
 *
 * @throws {UnavailableError | TimedOutError | AbandonedError | BadResponseError}
 */
export function exchange(
  connections: Connections,
  request: WireRequest,
  limits: ExchangeLimits,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange(resolve, reject, limits);
    connections.dispatch(request, handler);
  });
}

class Exchange implements Dispatcher.DispatchHandler, Incoming {
  readonly #resolve: (response: WireResponse) => void;
  readonly #reject: (error: RestError) => void;
  readonly #limits: ExchangeLimits;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  #settled = false;

  constructor(resolve: (response: WireResponse) => void, reject: (error: RestError) => void, limits: ExchangeLimits) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limits = limits;
    this.#timer = setTimeout(onTimeout, limits.timeoutMs, this);
    if (limits.cancellation?.isCancelled) this.abandon();
    else limits.cancellation?.add(this.abandon);
  }

  timeout(): void {
    this.#fail(
      new TimedOutError(
        `The PayNow API did not answer within ${this.#limits.timeoutMs} ms.`,
        this.#controller !== undefined,
      ),
    );
  }

  abandon = (): void => {
    this.#fail(new AbandonedError('The client went away.', this.#controller !== undefined));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Settled while it waited for a connection: it must not be sent any more.
    if (this.#settled) controller.abort(new Error('settled'));
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.#limits.maxBytes) this.#fail(answerTooLarge(this.#limits.maxBytes));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { maxBytes, buffer } = this.#limits;
    const before = this.#bytes;
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) {
      this.#fail(answerTooLarge(maxBytes));
      return;
    }
    this.#chunks.push(chunk);
    if (this.#bytes > LARGE_BYTES) buffer.hold(this, before > LARGE_BYTES ? chunk.length : this.#bytes);
  }

  pause(): void {
    this.#controller?.pause();
  }

  /** Later: undici's parser runs for one answer at a time, and another one's end may be what makes room. */
  resume(): void {
    queueMicrotask(() => this.#controller?.resume());
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    const held = this.#settle();
    const body = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, body, held });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#status !== 0)
      this.#fail(new BadResponseError('The answer of the PayNow API broke off.', { cause: error, brokeOff: true }));
    else this.#fail(toUnavailable(error, this.#controller !== undefined));
  }

  #fail(error: RestError): void {
    if (this.#settled) return;
    const held = this.#settle();
    if (held > 0) this.#limits.buffer.release(held);
    this.#chunks = [];
    this.#reject(error);
    this.#controller?.abort(error);
  }

  /** Gives the bytes that the receive buffer still counts. */
  #settle(): number {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#limits.cancellation?.remove(this.abandon);
    return this.#bytes > LARGE_BYTES ? this.#limits.buffer.complete(this) : 0;
  }
}

/** A timer is late when something held the process up: what came in meanwhile is read before the time counts as over. */
function onTimeout(exchange: Exchange): void {
  setImmediate(timeOut, exchange);
}

function timeOut(exchange: Exchange): void {
  exchange.timeout();
}

/** How undici says that a proxy does not let a call through, which the API then knows nothing of. */
const PROXY_REFUSAL = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

function toUnavailable(error: Error, sent: boolean): UnavailableError {
  const [, status] = PROXY_REFUSAL.exec(error.message) ?? [];
  if (status !== undefined) {
    const message = `The proxy on the way to the PayNow API does not let the call through (${status}).`;
    return new UnavailableError(message, false, { cause: error });
  }
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  const what = sent ? 'The connection to the PayNow API broke' : 'The PayNow API cannot be reached';
  return new UnavailableError(`${what} (${code}).`, sent, { cause: error });
}
