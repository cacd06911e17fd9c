import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ErrorCode } from '../graphql/errors.ts';
import { Cancellation } from '../rest/cancellation.ts';
import { MAX_BODY_BYTES, readJsonBody } from './body.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import type { Execution } from './execution.ts';
import { sendHttpError } from './http-error.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { refuseHead } from './request-head.ts';
import type { RequestState } from './request-state.ts';
import { applyHeaders } from './response-head.ts';
import type { Traffic } from './traffic.ts';

/** Answers a request if it is its own; false passes it on. */
export type Route = (req: IncomingMessage, res: ServerResponse) => boolean;

export interface ListenerOptions {
  /** What anybody may ask for, asked in this order. */
  readonly openRoutes?: readonly Route[];
  /** Whether the rest is there for whoever sends this request; it is for everybody unless given. */
  readonly mayEnter?: ((req: IncomingMessage) => boolean) | undefined;
  /** Everything else that is not a GraphQL operation, asked in this order. */
  readonly routes: readonly Route[];
  readonly execute: Execution;
  readonly traffic: Traffic;
  readonly metrics: Metrics;
  readonly corsOrigins: readonly string[];
  /** Largest request body in bytes. */
  readonly maxBodyBytes?: number;
  readonly log: Log;
}

const GRAPHQL_PATH = '/graphql';
const COMMON_HEADERS = ['cache-control', 'private, no-store', 'x-content-type-options', 'nosniff'];
const ONLY_THE_ROUTER = 'Only the router may call this service: ask it, or send its secret in `x-router-secret`.';

/** Creates the request listener of the gateway's HTTP server. */
export function createListener(options: ListenerOptions): RequestListener {
  const { openRoutes = [], mayEnter, routes, execute, traffic, metrics, corsOrigins, log } = options;
  const { maxBodyBytes = MAX_BODY_BYTES } = options;
  return async (req, res) => {
    const requestId = toRequestId(req.headers['x-request-id']);
    const state: RequestState = {
      req,
      res,
      requestId,
      headers: ['x-request-id', requestId, ...COMMON_HEADERS, ...corsHeaders(corsOrigins, req)],
      startedAt: performance.now(),
      cancellation: new Cancellation(),
      call: undefined,
      operation: undefined,
      errorCodes: undefined,
    };
    const path = pathOf(req);
    if (req.method !== 'POST' || path !== GRAPHQL_PATH) applyHeaders(res, state.headers);
    if (answerPreflight(corsOrigins, req, res)) return;
    if (openRoutes.some((route) => route(req, res))) return;
    if (mayEnter && !mayEnter(req)) {
      refuse(state, 401, ONLY_THE_ROUTER, 'UNAUTHENTICATED');
      return;
    }
    if (routes.some((route) => route(req, res))) return;
    if (path !== GRAPHQL_PATH) {
      sendHttpError(res, 404, `Nothing is here: send operations to ${GRAPHQL_PATH}.`);
      return;
    }
    log.hold(req.headers.authorization);
    res.on('close', () => {
      if (!res.writableFinished) state.cancellation.cancel();
      metrics.count(state);
      logRequest(log, state);
      log.release(req.headers.authorization);
    });
    const refusal = refuseHead(req);
    if (refusal) {
      refuse(state, refusal.status, refusal.message);
      return;
    }
    if (!traffic.admit(res)) {
      res.setHeader('retry-after', '1');
      refuse(state, 503, 'The gateway has too much to do, or is about to stop: try again.', 'OVERLOADED');
      return;
    }
    if (req.method !== 'POST') {
      await execute(state, undefined);
      return;
    }
    const body = await readJsonBody(req, maxBodyBytes);
    if (body?.json) await execute(state, body.json);
    else if (body) refuse(state, body.refusal.status, body.refusal.message);
  };
}

/** Answers an operation that is not executed. What was not read of its body would be taken for the next request. */
function refuse(state: RequestState, status: number, message: string, code: ErrorCode = 'BAD_USER_INPUT'): void {
  state.errorCodes = { [code]: 1 };
  applyHeaders(state.res, state.headers);
  sendHttpError(state.res, status, message, { connection: 'close' }, code);
}

export function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The caller's own id, if it is fit for a log. */
function toRequestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

function logRequest(log: Log, { req, res, requestId, startedAt, operation, call, errorCodes }: RequestState): void {
  log.info(
    {
      requestId,
      method: req.method,
      status: res.writableFinished ? res.statusCode : 'client went away',
      operation: operation?.type,
      name: operation?.name,
      ms: Math.round(performance.now() - startedAt),
      restCalls: call?.restCalls,
      errors: errorCodes,
    },
    'request',
  );
}
