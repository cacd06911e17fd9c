import type { IncomingMessage } from 'node:http';
import type { AdmissionControl, AdmissionRefusal } from './admission-control.ts';
import { parseJsonBody, refuseBody, tooLarge } from './body.ts';
import type { BodyFailure, BodyReader } from './body-reader.ts';
import type { Execution } from './execution.ts';
import { sendHttpError } from './http-error.ts';
import type { Route } from './listener.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { refuseHead } from './request-head.ts';
import type { RequestState } from './request-state.ts';
import { GRAPHQL_PATH } from './request-target.ts';

export interface OperationRouteOptions {
  readonly execute: Execution;
  readonly admission: AdmissionControl;
  readonly bodies: BodyReader;
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Log;
}

const OVERLOADED = 'The gateway has too much to do, or is about to stop: try again.';
const TOO_BUSY: Readonly<Record<AdmissionRefusal, string>> = {
  closed: OVERLOADED,
  full: OVERLOADED,
  'caller is full':
    'As many of your operations are in flight as may be: wait for some of their answers, then try again.',
};

/** `/graphql`: reads a request for an operation, waits for its whole body, and lets it be executed when there is room. */
export function createOperationRoute(options: OperationRouteOptions): Route {
  const { execute, admission, bodies, maxBodyBytes, metrics, log } = options;

  async function answer(state: RequestState): Promise<true> {
    const { req, res } = state;
    observe(state);
    const refusal = refuseHead(req) ?? (req.method === 'POST' ? refuseBody(req, maxBodyBytes) : undefined);
    if (refusal) return sendHttpError(state, refusal.status, refusal.message);
    if (!admission.isOpen) return refuseBusy(state, TOO_BUSY.closed);
    const body = req.method === 'POST' ? await bodies.read(req, maxBodyBytes) : undefined;
    if (typeof body === 'string') return giveUp(state, body);
    const permit = admission.acquire(callerOf(req), res);
    if (typeof permit === 'string') return refuseBusy(state, TOO_BUSY[permit]);
    try {
      await run(state, body);
    } finally {
      admission.release(permit);
    }
    return true;
  }

  function observe(state: RequestState): void {
    const { req, res, cancellation } = state;
    const { authorization } = req.headers;
    state.isObserved = true;
    log.hold(authorization);
    res.on('close', () => {
      if (!res.writableFinished) cancellation.cancel();
      metrics.count(state);
      logRequest(log, state);
      log.release(authorization);
    });
  }

  /** @param body of a POST. */
  function run(state: RequestState, body: Buffer | undefined): Promise<void> | true {
    if (body === undefined) {
      // Node keeps the body of the answer back.
      if (state.req.method === 'HEAD') state.req.method = 'GET';
      return execute(state, undefined);
    }
    const { json, refusal } = parseJsonBody(body);
    return refusal ? sendHttpError(state, refusal.status, refusal.message) : execute(state, json);
  }

  function giveUp(state: RequestState, failure: BodyFailure): true {
    switch (failure) {
      case 'client left':
        return true;
      case 'stopping':
        return refuseBusy(state, OVERLOADED);
      case 'too slow':
        return sendHttpError(state, 408, 'The request body did not come in time: send it again, faster.', {
          connection: 'close',
        });
      case 'too large': {
        const { status, message } = tooLarge(maxBodyBytes);
        return sendHttpError(state, status, message);
      }
    }
  }

  function refuseBusy(state: RequestState, message: string): true {
    // A connection that stayed open would wait for requests that must not come any more.
    const connection = admission.isOpen ? {} : { connection: 'close' };
    return sendHttpError(state, 503, message, { 'retry-after': '1', ...connection }, 'OVERLOADED');
  }

  return (state, path) => path === GRAPHQL_PATH && answer(state);
}

/** Who shares the room for operations: the credential, or where the request comes from when there is none. */
function callerOf({ headers, socket }: IncomingMessage): string {
  return headers.authorization ?? socket.remoteAddress ?? '';
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
