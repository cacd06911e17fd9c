import type { Authenticator } from '../auth/authenticator.ts';
import { ERROR_CODES, type ErrorCode } from '../graphql/errors.ts';
import type { CountedLimits } from '../limits/subject-limits.ts';
import { type Attempt, attemptChannel, OUTCOMES, type Outcome } from '../rest/attempts.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { AdmissionControl } from './admission-control.ts';
import { AUTH_RESULTS, type AuthResult } from './authentication.ts';
import type { BodyReader } from './body-reader.ts';
import type { Compression } from './compression.ts';
import { createDocumentMetrics } from './document-metrics.ts';
import { counter, gauge, greatest, type Labels, labelled, type Metric, single } from './exposition.ts';
import { createHistogram, type Histogram, histogramMetric, observe } from './histogram.ts';
import { observeOperations } from './operation-events.ts';
import type { RequestState } from './request-state.ts';
import type { SendBuffer } from './send-buffer.ts';
import type { Tracer } from './tracer.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Counts what passes through one gateway: operations and REST calls by themselves, since it observes them. */
export interface Metrics {
  /** Notes the errors of an answer to what was no request for an operation. */
  countErrors(codes: RequestState['errorCodes']): void;
  countRouterRefusal(): void;
  /** Notes what became of a token. */
  countAuthentication(result: AuthResult): void;
  /** Notes a connection that was closed because there were too many without a request. */
  countIdleCut(): void;
  /** Everything counted so far, and how things stand now. */
  read(): Metric[];
  /** Observes no more. */
  stop(): void;
}

type Code = ErrorCode | 'OTHER';

export interface MetricsSources {
  readonly upstream: Upstream;
  readonly admission: Pick<AdmissionControl, 'inFlight'>;
  readonly bodies: Pick<BodyReader, 'givenUp'>;
  readonly compression: Pick<Compression, 'counts' | 'skipped'>;
  readonly sendBuffer: Pick<SendBuffer, 'bytes' | 'cut'>;
  /** Undefined where no tokens are taken. */
  readonly authenticator?: AuthMetrics | undefined;
  /** Undefined: nobody is limited. */
  readonly subjectLimits?: Pick<CountedLimits, 'refusals' | 'shared'> | undefined;
  /** Undefined where none are made. */
  readonly tracer?: Pick<Tracer, 'lost'> | undefined;
  /** Undefined where no documents are listed. */
  readonly trusted?: Pick<TrustedDocuments, 'counts' | 'size' | 'reloadFailures'> | undefined;
}

/** In ms: up to the deadline that an operation has unless set otherwise. */
const DURATION_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];
/** In ms: from an answer in the same region up to the longest attempt. */
const ATTEMPT_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];

/**
 * Makes the counters of a gateway: plain numbers, turned into text only when somebody asks. No label holds anything
 * that a client chose, so their number is bounded; names of operations come from listed documents only.
 */
export function createMetrics(sources: MetricsSources): Metrics {
  const { upstream, admission, bodies, compression, sendBuffer, authenticator, subjectLimits, tracer, trusted } =
    sources;
  const requests = new Map<string, { readonly labels: Labels; value: number }>();
  const durations = new Map<string, Histogram>();
  const codes: readonly string[] = [...Object.keys(ERROR_CODES), 'OTHER'];
  const errors = Object.fromEntries(codes.map((code) => [code, 0])) as Record<Code, number>;
  const endpoints = new Map<object, Endpoint>();
  const authentications = Object.fromEntries(AUTH_RESULTS.map((result) => [result, 0])) as Record<AuthResult, number>;
  const documents = trusted && createDocumentMetrics(trusted);
  let routerRefusals = 0;
  let idleCuts = 0;

  function countErrors(given: RequestState['errorCodes']): void {
    for (const code in given) errors[Object.hasOwn(errors, code) ? (code as Code) : 'OTHER'] += given[code] ?? 0;
  }

  function countOperation(state: RequestState): void {
    const { res, operation, startedAt, errorCodes } = state;
    const type = operation?.type ?? 'none';
    const status = res.writableFinished ? String(res.statusCode) : 'aborted';
    const key = `${type} ${status}`;
    const row = requests.get(key);
    if (row) row.value++;
    else requests.set(key, { labels: { operation: type, status }, value: 1 });
    let histogram = durations.get(type);
    if (!histogram) {
      histogram = createHistogram(DURATION_BOUNDS);
      durations.set(type, histogram);
    }
    observe(histogram, performance.now() - startedAt);
    countErrors(errorCodes);
    documents?.count(state);
  }

  function countAttempt(message: unknown): void {
    const attempt = message as Attempt;
    if (attempt.upstream !== upstream) return;
    let endpoint = endpoints.get(attempt.endpoint);
    if (!endpoint) {
      endpoint = createEndpoint(attempt.endpoint);
      endpoints.set(attempt.endpoint, endpoint);
    }
    endpoint.outcomes[attempt.outcome]++;
    if (attempt.isRetried) endpoint.retries++;
    if (attempt.durationMs !== undefined) observe(endpoint.durations, attempt.durationMs);
  }

  attemptChannel.subscribe(countAttempt);
  const stopObserving = observeOperations(upstream, { end: countOperation });
  return {
    countErrors,
    countRouterRefusal() {
      routerRefusals++;
    },
    countAuthentication(result) {
      authentications[result]++;
    },
    countIdleCut() {
      idleCuts++;
    },
    stop() {
      attemptChannel.unsubscribe(countAttempt);
      stopObserving();
    },
    read: () => [
      counter(
        'paynow_gateway_requests_total',
        'Requests for operations, by type of operation (none: not executed) and HTTP status (aborted: the client left).',
        Array.from(requests.values(), (row) => ({ ...row })),
      ),
      histogramMetric(
        'paynow_gateway_request_duration_seconds',
        'Time from the head of a request to the end of its answer.',
        Array.from(durations, ([operation, histogram]) => [{ operation }, histogram] as const),
      ),
      counter('paynow_gateway_errors_total', 'Errors in answers, by extensions.code.', labelled('code', errors)),
      gauge('paynow_gateway_processes', 'Processes whose present state is shown here.', single(1)),
      gauge('paynow_gateway_in_flight', 'Operations in flight.', single(admission.inFlight)),
      gauge('paynow_gateway_unsent_bytes', 'Bytes of answers that clients have not taken.', single(sendBuffer.bytes)),
      counter(
        'paynow_gateway_connections_cut_total',
        'Connections closed because of what their clients did not do.',
        labelled('reason', { slow_sender: bodies.givenUp, slow_reader: sendBuffer.cut, idle: idleCuts }),
      ),
      counter(
        'paynow_gateway_router_refusals_total',
        'Requests refused because they sent no secret of ROUTER_SECRETS.',
        single(routerRefusals),
      ),
      ...(authenticator ? readAuth(authentications, authenticator) : []),
      ...readCompression(compression),
      ...(documents?.read() ?? []),
      ...(tracer
        ? [counter('paynow_gateway_spans_lost_total', 'Spans that the collector did not take.', single(tracer.lost))]
        : []),
      ...readReloads(sources),
      ...readEndpoints([...endpoints.values()]),
      ...readUpstream(upstream),
      ...readSubjectLimits(subjectLimits),
    ],
  };
}

function readCompression({ counts, skipped }: MetricsSources['compression']): Metric[] {
  const byCoding = (side: 'made' | 'sent') =>
    Object.entries(counts).map(([coding, count]) => ({ labels: { coding }, value: count[side] }));
  return [
    counter(
      'paynow_gateway_answer_bytes_total',
      'Bytes of answers to operations before they are compressed, by the coding that they are sent in.',
      byCoding('made'),
    ),
    counter('paynow_gateway_answer_sent_bytes_total', 'Bytes of the same answers as they are sent.', byCoding('sent')),
    counter(
      'paynow_gateway_compressions_skipped_total',
      'Answers that were sent as they are, since too much was being compressed.',
      single(skipped),
    ),
  ];
}

/** What is asked of an authenticator. */
type AuthMetrics = Pick<Authenticator, 'keySets' | 'reloadFailures' | 'keyRejections'>;

function readAuth(
  authentications: Readonly<Record<AuthResult, number>>,
  { keySets, keyRejections }: AuthMetrics,
): Metric[] {
  const ages = keySets.flatMap(({ issuer, keySet: { ageMs } }) =>
    ageMs === undefined ? [] : [{ labels: { issuer }, value: ageMs / 1000 }],
  );
  return [
    counter(
      'paynow_gateway_auth_total',
      'Requests for operations by what became of their tokens (missing: there was none).',
      labelled('result', authentications),
    ),
    greatest(
      'paynow_gateway_key_set_age_seconds',
      'Time since the key set of an issuer was had. After a day without another its tokens are refused.',
      ages,
    ),
    counter(
      'paynow_gateway_key_set_fetches_total',
      'Attempts to have the key set of an issuer.',
      keySets.flatMap(({ issuer, keySet: { fetches } }) =>
        Object.entries(fetches).map(([outcome, value]) => ({ labels: { issuer, outcome }, value })),
      ),
    ),
    counter(
      'paynow_gateway_keys_rejected_total',
      'Answers of the REST API that refused a key of STORE_KEYS_DIR.',
      single(keyRejections),
    ),
  ];
}

function readReloads({ authenticator, trusted }: MetricsSources): Metric[] {
  const failures = {
    ...authenticator?.reloadFailures,
    ...(trusted && { DOCUMENTS_FILE: trusted.reloadFailures }),
  };
  if (Object.keys(failures).length === 0) return [];
  return [
    counter(
      'paynow_gateway_reload_failures_total',
      'Looks at files that found something that cannot be used, by the variable that names them.',
      labelled('variable', failures),
    ),
  ];
}

/** What has become of the attempts to call one endpoint. */
interface Endpoint {
  readonly labels: Labels;
  readonly outcomes: Record<Outcome, number>;
  /** Attempts that were made again. */
  retries: number;
  readonly durations: Histogram;
}

function createEndpoint({ method, path }: Attempt['endpoint']): Endpoint {
  return {
    labels: { method: method.toUpperCase(), route: path },
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>,
    retries: 0,
    durations: createHistogram(ATTEMPT_BOUNDS),
  };
}

function readEndpoints(endpoints: readonly Endpoint[]): Metric[] {
  return [
    counter(
      'paynow_gateway_rest_calls_total',
      'Attempts to call the REST API, by what became of them.',
      endpoints.flatMap(({ labels, outcomes }) =>
        Object.entries(outcomes).map(([outcome, value]) => ({ labels: { ...labels, outcome }, value })),
      ),
    ),
    counter(
      'paynow_gateway_rest_retries_total',
      'Attempts that were made again.',
      endpoints.map(({ labels, retries }) => ({ labels, value: retries })),
    ),
    histogramMetric(
      'paynow_gateway_rest_call_duration_seconds',
      'Time of one attempt, without waiting for its turn.',
      endpoints.map(({ labels, durations }) => [labels, durations] as const),
    ),
  ];
}

function readUpstream({ breakers, limiter }: Upstream): Metric[] {
  const states = ['closed', 'open', 'half-open'] as const;
  const isIn = Object.fromEntries(states.map((state) => [state, Number(breakers.state === state)]));
  return [
    gauge('paynow_gateway_rest_calls_active', 'Calls to the REST API under way.', single(limiter.active)),
    gauge(
      'paynow_gateway_rest_calls_waiting',
      'Calls to the REST API that wait for their turn.',
      single(limiter.waiting),
    ),
    gauge(
      'paynow_gateway_breaker_state',
      'How many processes have the circuit breaker of the API as a whole in this state.',
      labelled('state', isIn),
    ),
    counter(
      'paynow_gateway_breaker_openings_total',
      'How often the circuit breaker of the API as a whole has opened.',
      single(breakers.openings),
    ),
    gauge(
      'paynow_gateway_stores_held_back',
      'Stores whose own circuit breaker is not closed.',
      single(breakers.storesHeldBack),
    ),
    counter(
      'paynow_gateway_store_breaker_openings_total',
      'How often the circuit breaker of a store has opened.',
      single(breakers.storeOpenings),
    ),
  ];
}

function readSubjectLimits(limits: MetricsSources['subjectLimits']): Metric[] {
  const { refusals = { calls: 0, writes: 0 }, shared } = limits ?? {};
  return [
    counter(
      'paynow_gateway_subject_refusals_total',
      'REST calls that were not made since a limit of their subject was used up.',
      labelled('limit', refusals),
    ),
    gauge(
      'paynow_gateway_limits_unreachable',
      'How many processes cannot reach LIMITS_URL, and count by themselves.',
      single(Number(shared?.isUp === false)),
    ),
    counter(
      'paynow_gateway_limits_outages_total',
      'How often a process could not reach LIMITS_URL any more.',
      single(shared?.outages ?? 0),
    ),
  ];
}
