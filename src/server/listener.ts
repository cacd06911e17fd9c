import type { RequestListener } from 'node:http';
import { answerOptions } from './cors.ts';
import { reportFailure, sendHttpError } from './errors.ts';
import { discardUnread } from './linger.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { GRAPHQL_PATH, pathOf, toOriginForm } from './request-head.ts';
import { applyHeaders, createRequestState, type RequestState } from './request-state.ts';
import type { SendBuffer } from './send-buffer.ts';

/** Answers a request, at once or by and by; false: there is nothing at its path for this method. */
export type Route = (state: RequestState, path: string) => boolean | Promise<true>;

export interface ListenerOptions {
  /** By the whole path. */
  readonly routes: ReadonlyMap<string, Route>;
  /** Asked about any other path; none is there without it. */
  readonly otherwise?: Route;
  /** What is said when nothing is there. */
  readonly notFound: string;
  readonly corsOrigins: readonly string[];
  readonly sendBuffer: SendBuffer;
  readonly metrics: Pick<Metrics, 'countErrors'>;
  readonly log: Log;
}

const NO_PATH = 'The request-target is no path: send `/graphql`, or a whole http or https URL.';

/**
 * Creates the request listener of an HTTP server. Whatever goes wrong in a route stays with its request: it is answered
 * with 500, or cut where that is too late, and the process goes on.
 */
export function createListener(options: ListenerOptions): RequestListener {
  const { routes, otherwise, notFound, corsOrigins, sendBuffer, metrics, log } = options;

  function fail(state: RequestState, failure: unknown): void {
    const { req, res } = state;
    const body = JSON.stringify(reportFailure(log, state, failure));
    if (!state.isObserved) metrics.countErrors(state.errorCodes);
    // It was too late to fail.
    if (res.writableEnded) return;
    if (res.headersSent) {
      req.socket.destroy();
      return;
    }
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    applyHeaders(state);
    res.writeHead(500, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    res.end(body);
  }

  return async (req, res) => {
    const state = createRequestState(req, res, corsOrigins);
    try {
      const isTarget = toOriginForm(req);
      const path = pathOf(req);
      if (req.method !== 'POST' || path !== GRAPHQL_PATH) applyHeaders(state);
      if (req.method === 'OPTIONS') return answerOptions(corsOrigins, state, path);
      if (!isTarget) return void sendHttpError(state, 400, NO_PATH);
      const answered = (routes.get(path) ?? otherwise)?.(state, path) ?? false;
      if (!(typeof answered === 'boolean' ? answered : await answered)) sendHttpError(state, 404, notFound);
    } catch (failure) {
      fail(state, failure);
    } finally {
      if (!req.complete) discardUnread(req);
      sendBuffer.note(res);
    }
  };
}
