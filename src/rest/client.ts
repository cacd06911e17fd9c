import { type Call, requireCredential } from './call.ts';
import type { AnswerOf, BodyOf, Endpoint, MethodOf, ParamsOf, Path, QueryOf } from './endpoint.ts';
import { BadResponseError, BudgetExceededError, RefusedError, TimedOutError } from './errors.ts';
import { exchange, type WireRequest, type WireResponse } from './exchange.ts';
import { isFlakeId } from './flake-id.ts';
import { parseJson, printJson } from './json.ts';
import { readRefusal } from './refusal.ts';

/** What one call sends beside its credential. */
export interface RequestParts<P extends Path, M extends MethodOf<P>> {
  readonly params: ParamsOf<P, M>;
  readonly query?: QueryOf<P, M>;
  readonly body?: BodyOf<P, M>;
}

/**
 * Makes one REST call: the only place for the auth header, the deadline, the budget, the limits and the decoding.
 * The answer is undefined where the API has nothing to say: status 204, and 404 on a read.
 *
 * @throws {RestError} one of the tree in errors.ts.
 */
export async function request<P extends Path, M extends MethodOf<P>>(
  call: Call,
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
): Promise<AnswerOf<P, M> | undefined> {
  const authorization = requireCredential(call);
  const wire = toWireRequest(endpoint, parts, authorization);
  const { upstream } = call;
  const isRead = endpoint.method === 'get';
  const remainingMs = call.deadline - performance.now();
  if (remainingMs <= 0) throw new TimedOutError('The time of this operation was used up.', false);
  if (call.restCalls >= call.budget) throw new BudgetExceededError(call.budget);
  call.restCalls++;

  const response = await exchange(isRead ? upstream.reads : upstream.writes, wire, {
    timeoutMs: Math.ceil(Math.min(remainingMs, upstream.attemptTimeoutMs)),
    maxBytes: upstream.maxResponseBytes,
    signal: isRead ? call.signal : undefined,
  });
  return readAnswer(response, isRead, authorization) as AnswerOf<P, M> | undefined;
}

function toWireRequest<P extends Path, M extends MethodOf<P>>(
  endpoint: Endpoint<P, M>,
  parts: RequestParts<P, M>,
  authorization: string,
): WireRequest {
  const path = toPath(endpoint.parts, parts.params as Record<string, string>) + toQuery(parts.query);
  const method = endpoint.method.toUpperCase() as WireRequest['method'];
  if (parts.body === undefined) {
    return { method, path, headers: { authorization, accept: 'application/json' }, body: null };
  }
  const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' };
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

function readAnswer(response: WireResponse, isRead: boolean, authorization: string): unknown {
  const { status, body } = response;
  if (isRead ? status === 404 : status === 204) return undefined;
  if (status >= 400) throw new RefusedError(status, readRefusal(response, authorization));
  if (status !== 200 && status !== 201) throw new BadResponseError(`The PayNow API answered with status ${status}.`);
  try {
    return parseJson(body);
  } catch (cause) {
    const what = body === '' ? 'nothing' : 'something that is not JSON';
    throw new BadResponseError(`The PayNow API answered with ${what}.`, { cause });
  }
}
