import type { ExecutionResult, GraphQLError } from 'graphql';
import type { TokenRefusal } from '../auth/verifier.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { AdmissionControl, AdmissionRefusal } from './admission-control.ts';
import type { Authenticate } from './authentication.ts';
import type { BodyFailure, BodyReader } from './body-reader.ts';
import { type Compression, type EncodedAnswer, toPlain } from './compression.ts';
import { reportErrors, sendHttpError } from './errors.ts';
import type { Route } from './listener.ts';
import type { Log } from './log.ts';
import { type Operations, tooManyBytes, tooMuch } from './operation/operations.ts';
import { parseParameters } from './operation/parameters.ts';
import { tellEnd, tellStart } from './operation-events.ts';
import { type AnswerType, parseTraceContext, pickAnswerType, refuseHead, tooLarge } from './request-head.ts';
import { noteCredential, noteObserved, noteTrace, type RequestState } from './request-state.ts';
import { type OperationResponse, toResponse } from './response.ts';
import type { SendBuffer } from './send-buffer.ts';

/**
 * Gives the response to a request for an operation. It never rejects for what is wrong with the request or its execution.
 *
 * @param body of a POST.
 */
export type Respond = (
  state: RequestState,
  body: Buffer | undefined,
  mediaType: AnswerType,
) => Promise<OperationResponse>;

export interface OperationRouteOptions {
  readonly authenticate: Authenticate;
  readonly respond: Respond;
  readonly admission: AdmissionControl;
  readonly bodies: BodyReader;
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number;
  /** Largest answer in bytes. */
  readonly maxAnswerBytes: number;
  readonly compression: Compression;
  readonly sendBuffer: SendBuffer;
  readonly upstream: Upstream;
  readonly log: Log;
}

const OVERLOADED = 'The gateway has too much to do, or is about to stop: try again.';
const TOO_BUSY: Readonly<Record<AdmissionRefusal, string>> = {
  closed: OVERLOADED,
  full: OVERLOADED,
  'caller is full':
    'As many of your operations are in flight as may be: wait for some of their answers, then try again.',
};

const CROWDED = 'Too many large answers are being read at the moment. Ask for less at once, or try again later.';

/** Makes the one way from the parameters of a request to its response. */
export function createResponder(operate: Operations, log: Log): Respond {
  return async (state, body, mediaType) => {
    let result: ExecutionResult;
    try {
      result = await operate(state, parseParameters(state.req, body));
    } catch (error) {
      return toResponse({ errors: reportErrors(log, state, [error]) }, mediaType);
    }
    const { errors } = result;
    return toResponse(errors ? { ...result, errors: reportErrors(log, state, errors) } : result, mediaType);
  };
}

/**
 * `/graphql`: reads a request for an operation, waits for its whole body, lets it be executed when there is room, and
 * sends the answer. Queries by GET go the same way.
 */
export function createOperationRoute(options: OperationRouteOptions): Route {
  const { authenticate, respond, admission, bodies, compression, sendBuffer, upstream, log } = options;
  const { maxBodyBytes, maxAnswerBytes } = options;

  async function answer(state: RequestState): Promise<true> {
    const { req, res } = state;
    noteObserved(state);
    noteTrace(state, parseTraceContext(req.headers));
    const event = { upstream, state };
    tellStart(event);
    res.on('close', () => {
      if (!res.writableFinished) state.cancellation.cancel();
      tellEnd(event);
    });
    const refusal = refuseHead(req, maxBodyBytes);
    if (refusal) return sendHttpError(state, refusal.status, refusal.message);
    if (!admission.isOpen) return refuseBusy(state, TOO_BUSY.closed);
    const found = authenticate(req.headers.authorization);
    const credential = found instanceof Promise ? await found : found;
    if ('reason' in credential) return refuseToken(state, credential);
    noteCredential(state, credential);
    const body = req.method === 'POST' ? await bodies.read(req, maxBodyBytes) : undefined;
    if (typeof body === 'string') return giveUp(state, body);
    // Where nothing is known of callers, those of one address share.
    const permit = admission.acquire(credential.caller || (req.socket.remoteAddress ?? ''), res);
    if (typeof permit === 'string') return refuseBusy(state, TOO_BUSY[permit]);
    try {
      const mediaType = pickAnswerType(req.headers.accept) ?? 'application/json';
      const response = await respond(state, body, mediaType);
      const bytes = Buffer.byteLength(response.body);
      if (bytes > maxAnswerBytes) {
        sendError(state, mediaType, tooManyBytes(state.operation?.type, maxAnswerBytes));
        return true;
      }
      const encoded = compression.encode(res, response.body, bytes);
      send(state, mediaType, response, encoded instanceof Promise ? await encoded : encoded);
    } finally {
      admission.release(permit);
    }
    return true;
  }

  /** Sends a response, or in its place an error where there is no room for it. */
  function send(
    state: RequestState,
    mediaType: AnswerType,
    { status, contentType, headers }: OperationResponse,
    answer: EncodedAnswer,
  ): void {
    const { res } = state;
    if (res.destroyed) return;
    if (!sendBuffer.makeRoom(answer.bytes)) {
      sendError(state, mediaType, tooMuch(CROWDED));
      return;
    }
    compression.note(answer);
    const own = ['content-type', contentType, 'content-length', String(answer.bytes)];
    if (answer.coding !== 'identity') own.push('content-encoding', answer.coding);
    // All headers at once and in raw form: setting them one by one took a tenth of a small operation.
    res.writeHead(status, [...state.headers, ...headers, ...own]);
    sendBuffer.end(res, answer.body, answer.bytes);
  }

  function sendError(state: RequestState, mediaType: AnswerType, error: GraphQLError): void {
    const response = toResponse({ errors: reportErrors(log, state, [error]) }, mediaType);
    send(state, mediaType, response, toPlain(response.body, Buffer.byteLength(response.body)));
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

  function refuseToken(state: RequestState, { reason, message, retryAfter }: TokenRefusal): true {
    if (reason === 'AUTH_UNAVAILABLE') {
      return sendHttpError(state, 503, message, { 'retry-after': String(retryAfter) }, reason);
    }
    const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
    return sendHttpError(state, 401, message, headers, 'UNAUTHENTICATED', { reason });
  }

  function refuseBusy(state: RequestState, message: string): true {
    // A connection that stayed open would wait for requests that must not come any more.
    const connection = admission.isOpen ? {} : { connection: 'close' };
    return sendHttpError(state, 503, message, { 'retry-after': '1', ...connection }, 'OVERLOADED');
  }

  return answer;
}
