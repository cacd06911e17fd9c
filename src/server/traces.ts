import type { Span } from '@opentelemetry/api';
import { type Attempt, attemptChannel, attemptStartChannel } from '../rest/attempts.ts';
import type { Upstream } from '../rest/upstream.ts';
import { observeOperations } from './operation-events.ts';
import { GRAPHQL_PATH } from './request-head.ts';
import { noteTrace, type RequestState } from './request-state.ts';
import type { Tracer } from './tracer.ts';

/**
 * Makes a span of each request for an operation, and below it one of each attempt to call the REST API, which is sent on as
 * `traceparent`. Names and attributes are those of OpenTelemetry's semantic conventions for HTTP and GraphQL. Of what a
 * client sends a span holds the name of the operation and the id of the request: the rest may hold secrets.
 *
 * @param apiOrigin of the REST API.
 * @returns what ends it.
 */
export function traceOperations(tracer: Tracer, upstream: Upstream, apiOrigin: string): () => void {
  const operations = new Map<RequestState, Span>();
  const attempts = new Map<Attempt, Span>();
  const { protocol, hostname, port } = new URL(apiOrigin);
  const address = { 'server.address': hostname, 'server.port': Number(port || (protocol === 'https:' ? 443 : 80)) };

  function startOperation(state: RequestState): void {
    const method = String(state.req.method);
    const attributes = {
      'http.request.method': method,
      'http.route': GRAPHQL_PATH,
      'paynow.request_id': state.requestId,
    };
    const span = tracer.start(`${method} ${GRAPHQL_PATH}`, 'SERVER', attributes, state.trace);
    operations.set(state, span);
    noteTrace(state, tracer.toTraceContext(span));
  }

  function endOperation(state: RequestState): void {
    const span = operations.get(state);
    if (!span) return;
    operations.delete(state);
    const { res, operation, call, errorCodes } = state;
    if (operation) {
      const { type, name, isListed } = operation;
      // Names of spans are few: a client may call its operation anything.
      span.updateName(isListed && name !== undefined ? `${type} ${name}` : type);
      span.setAttribute('graphql.operation.type', type);
      if (name !== undefined) span.setAttribute('graphql.operation.name', name);
    }
    if (call) span.setAttributes({ 'paynow.rest_calls': call.restCalls, 'paynow.retries': call.retries });
    const codes = Object.keys(errorCodes ?? {});
    if (codes.length > 0) span.setAttribute('paynow.error_codes', codes);
    if (res.writableFinished) span.setAttribute('http.response.status_code', res.statusCode);
    const failure = res.writableFinished ? codes[0] : 'client went away';
    if (failure !== undefined) tracer.fail(span, failure);
    span.end();
  }

  function startAttempt(message: unknown): void {
    const attempt = message as Attempt;
    if (attempt.upstream !== upstream) return;
    const { endpoint, target, number, trace } = attempt;
    const method = endpoint.method.toUpperCase();
    const attributes = {
      'http.request.method': method,
      'url.template': endpoint.path,
      // Without its query, which may hold what a client has sent.
      'url.full': apiOrigin + target.split('?', 1)[0],
      ...address,
      ...(number > 1 && { 'http.request.resend_count': number - 1 }),
    };
    const span = tracer.start(`${method} ${endpoint.path}`, 'CLIENT', attributes, trace);
    attempts.set(attempt, span);
    attempt.trace = tracer.toTraceContext(span);
  }

  function endAttempt(message: unknown): void {
    const attempt = message as Attempt;
    const span = attempts.get(attempt);
    if (!span) return;
    attempts.delete(attempt);
    const { status, outcome } = attempt;
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (outcome !== '2xx') tracer.fail(span, outcome);
    span.end();
  }

  attemptStartChannel.subscribe(startAttempt);
  attemptChannel.subscribe(endAttempt);
  const stopObserving = observeOperations(upstream, { start: startOperation, end: endOperation });
  return () => {
    stopObserving();
    attemptStartChannel.unsubscribe(startAttempt);
    attemptChannel.unsubscribe(endAttempt);
  };
}
