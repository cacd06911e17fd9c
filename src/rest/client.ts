import { type Attempt, attemptChannel, beginAttempt, endAttempt, outcomeOf } from './attempts.ts';
import { type Call, holdBytes } from './call.ts';
import type { Cancellation } from './cancellation.ts';
import type { Permit } from './circuit-breakers.ts';
import { ACCEPTED_CODINGS, decodeContent } from './content-coding.ts';
import { decodeJson } from './decode-json.ts';
import type { AnswerOf, BodyOf, Endpoint, MethodOf, ParamsOf, Path, QueryOf } from './endpoint.ts';
import {
  AbandonedError,
  BadResponseError,
  BudgetExceededError,
  CredentialRejectedError,
  isOutcomeUnknown,
  RefusedError,
  RestError,
  TimedOutError,
  UnavailableError,
} from './errors.ts';
import { exchange, type WireRequest, type WireResponse } from './exchange.ts';
import { isFlakeId } from './flake-id.ts';
import { headerOf } from './header.ts';
import { healthAfter } from './health.ts';
import { printJson } from './json.ts';
import { readRefusal } from './refusal.ts';
import { retryDelay } from './retry.ts';

/** What one call sends beside its credential. */
export interface RequestParts<P extends Path, M extends MethodOf<P>> {
  readonly params: ParamsOf<P, M>;
  readonly query?: QueryOf<P, M>;
  readonly body?: BodyOf<P, M>;
}

/**
 * Makes one REST call and gives what `check` makes of the JSON of its answer; undefined where the API has nothing to
 * say: status 204, and 404 on a read.
 *
 * @param check for a read it must depend on nothing but the path, since what it gives may serve other callers who were
 *   sent the same bytes.
 * @throws {RestError} one of the tree in errors.ts. For a write, its `sent` is true if any attempt may have reached the
 *   API.
 */
export function request<P extends Path, M extends MethodOf<P>, T = undefined>(
  call: Call,
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
  check?: (answer: AnswerOf<P, M>) => T,
): Promise<T | undefined> {
  const decode = (bytes: Buffer): T | undefined => check?.(decodeJson(bytes) as AnswerOf<P, M>);
  const { memo } = call.upstream;
  const read = endpoint.method === 'get' ? (bytes: Buffer, path: string) => memo.decode(path, bytes, decode) : decode;
  return exchangeWithRetries(call, endpoint, parts, read);
}

/** Makes one call that reads, and gives what `read` makes of the bytes of its answer, as `request` does otherwise. */
export function requestBytes<P extends Path, M extends MethodOf<P> & 'get', T>(
  call: Call,
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
  read: (bytes: Buffer) => T,
): Promise<T | undefined> {
  return exchangeWithRetries(call, endpoint, parts, read);
}

type Read<T> = (bytes: Buffer, path: string) => T;

/** The only place for the credential, what its subject may do, the deadline, the budget, retries and limits. */
async function exchangeWithRetries<P extends Path, M extends MethodOf<P>, T>(
  call: Call,
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
  read: Read<T>,
): Promise<T | undefined> {
  const { storeId } = parts.params as { readonly storeId: string };
  let wire = toWireRequest(endpoint, parts, call.credential.authorize(storeId, endpoint.scope));
  if (call.restCalls >= call.budget) {
    throw new BudgetExceededError(
      `This operation needs more than the ${call.budget} REST calls that one operation may cost.`,
    );
  }
  call.restCalls++;
  const isWrite = endpoint.method !== 'get';
  const { subject } = call.credential;
  const { subjectLimits, breakers } = call.upstream;
  // What is held back is not made, so nobody is charged for it.
  if (subject && subjectLimits && !breakers.isHeldBack(storeId)) {
    try {
      const charging = subjectLimits.charge(subject, storeId, isWrite);
      if (charging) await charging;
    } catch (refusal) {
      call.restCalls--; // It was not made.
      throw refusal;
    }
  }
  if (isWrite) call.writes++;
  call.upstream.retryBudget.earn(storeId);

  let wasLost = false;
  let isRenewed = false;
  for (let number = 1; ; number++) {
    const attempt = beginAttempt(call, endpoint, wire.path, number);
    Object.assign(wire.headers, (attempt ?? call).trace);
    try {
      return await send(call, storeId, wire, attempt, read);
    } catch (error) {
      if (isKeyRefused(error) && call.credential.renew) {
        // A definite refusal: even a write can be made again.
        const renewed = isRenewed ? undefined : await call.credential.renew(storeId, wire.headers.authorization ?? '');
        endAttempt(attempt, error, renewed !== undefined);
        if (renewed === undefined) throw asWriteError(new CredentialRejectedError(error), wasLost);
        isRenewed = true;
        call.retries++;
        wire = { ...wire, headers: { ...wire.headers, authorization: renewed } };
        continue;
      }
      const isGone = wasLost && wire.method === 'DELETE' && isNotFound(error);
      const delayMs = isGone ? undefined : retryDelay(wire.method, error, number);
      const isRetried = delayMs !== undefined && mayRetry(call, storeId, wire, delayMs);
      endAttempt(attempt, error, isRetried);
      if (isGone) return undefined;
      if (!isRetried) throw wire.method === 'GET' ? error : asWriteError(error, wasLost);
      wasLost ||= isOutcomeUnknown(error);
      call.retries++;
      await pause(delayMs, wire.method === 'GET' ? call.cancellation : undefined);
    }
  }
}

/** One attempt: waits for its turn, unless a circuit breaker says that it is in vain. */
async function send<T>(
  call: Call,
  storeId: string,
  wire: WireRequest,
  attempt: Attempt | undefined,
  read: Read<T>,
): Promise<T | undefined> {
  const { upstream } = call;
  const { breakers, limiter } = upstream;
  const isRead = wire.method === 'GET';
  const cancellation = isRead ? call.cancellation : undefined;
  breakers.check(storeId);
  const waiting = limiter.acquire(storeId, remainingMs(call), cancellation);
  if (waiting) await waiting;
  const startedAt = performance.now();
  let permit: Permit | undefined;
  try {
    const timeoutMs = Math.ceil(Math.min(remainingMs(call), upstream.attemptTimeoutMs));
    permit = breakers.admit(storeId);
    const limits = { timeoutMs, maxBytes: upstream.maxResponseBytes, cancellation, buffer: upstream.receiveBuffer };
    const response = await exchange(isRead ? upstream.reads : upstream.writes, wire, limits);
    if (response.held > 0) holdBytes(call, response.held);
    const answer = readAnswer(call, wire, response, read);
    breakers.settle(permit, 'up');
    if (attempt) {
      attempt.outcome = outcomeOf(response.status);
      attempt.status = response.status;
      attempt.durationMs = performance.now() - startedAt;
      attemptChannel.publish(attempt);
    }
    return answer;
  } catch (error) {
    if (permit) {
      breakers.settle(permit, healthAfter(error));
      if (attempt) attempt.durationMs = performance.now() - startedAt;
    }
    throw error;
  } finally {
    limiter.release(storeId);
  }
}

/** @throws {TimedOutError} when nothing remains. */
function remainingMs(call: Call): number {
  const remaining = call.deadline - performance.now();
  if (remaining <= 0) throw new TimedOutError('The time of this operation was used up.', false);
  return remaining;
}

function mayRetry(call: Call, storeId: string, wire: WireRequest, delayMs: number): boolean {
  if (performance.now() + delayMs >= call.deadline) return false;
  if (wire.method === 'GET' && call.cancellation.isCancelled) return false;
  return call.upstream.retryBudget.spend(storeId);
}

/**
 * The error of a write whose earlier attempts may have been carried out, since their answers were lost. A later one that
 * never left does not undo them, and an API in trouble (429, 5xx) tells nothing about them.
 */
function asWriteError(error: unknown, wasLost: boolean): unknown {
  if (!wasLost || !(error instanceof RestError)) return error;
  const isOpen = error instanceof RefusedError ? error.status === 429 || error.status >= 500 : !error.sent;
  return isOpen ? new UnavailableError(error.message, true, { cause: error }) : error;
}

function isKeyRefused(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.status === 401;
}

function isNotFound(error: unknown): boolean {
  return error instanceof RefusedError && error.status === 404;
}

function pause(delayMs: number, cancellation: Cancellation | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      clearTimeout(timer);
      reject(new AbandonedError('The client went away.', false));
    };
    const timer = setTimeout(() => {
      cancellation?.remove(abandon);
      resolve();
    }, delayMs);
    cancellation?.add(abandon);
  });
}

function toWireRequest<P extends Path, M extends MethodOf<P>>(
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
  authorization: string,
): WireRequest {
  const path = toPath(endpoint.parts, parts.params as Record<string, string>) + toQuery(parts.query);
  const method = endpoint.method.toUpperCase() as WireRequest['method'];
  const accepted = { authorization, accept: 'application/json', 'accept-encoding': ACCEPTED_CODINGS };
  if (parts.body === undefined) return { method, path, headers: accepted, body: null };
  const headers = { ...accepted, 'content-type': 'application/json' };
  return { method, path, headers, body: printJson(parts.body) };
}

function toPath(parts: readonly string[], params: Record<string, string>): string {
  let path = parts[0] ?? '';
  for (let i = 1; i < parts.length; i += 2) {
    const value = params[parts[i] as string];
    // Whatever else went wrong before: only digits ever enter a path.
    if (!isFlakeId(value)) throw new TypeError(`${parts[i]} is not a flake id.`);
    path += value + (parts[i + 1] ?? '');
  }
  return path;
}

function toQuery(query: unknown): string {
  let text = '';
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`;
  }
  return text;
}

/** @throws {RefusedError | BadResponseError} */
function readAnswer<T>(call: Call, wire: WireRequest, response: WireResponse, read: Read<T>): T | undefined {
  const { maxResponseBytes } = call.upstream;
  const { method, path, headers } = wire;
  const { status, body } = response;
  if (method === 'GET' ? status === 404 : status === 204) return undefined;
  const type = headerOf(response.headers, 'content-type')?.toLowerCase();
  // What a DELETE is answered with says nothing more, but a web page is not of the API.
  if (method === 'DELETE' && status >= 200 && status < 300 && !type?.includes('html')) return undefined;
  if (status >= 400)
    throw new RefusedError(status, readRefusal(response, String(headers.authorization), maxResponseBytes));
  if (status !== 200 && status !== 201) throw new BadResponseError(`The PayNow API answered with status ${status}.`);
  if (type !== undefined && !type.includes('json')) {
    throw new BadResponseError('The PayNow API answered with something that is not JSON.');
  }
  const bytes = decodeContent(body, headerOf(response.headers, 'content-encoding'), maxResponseBytes);
  call.bytes += bytes.length;
  // A write is done: that its answer is one too many does not undo it.
  if (method === 'GET' && call.bytes > call.maxBytes) {
    throw new BudgetExceededError('The answers of the PayNow API to this operation have too many bytes.');
  }
  return read(bytes, path);
}
