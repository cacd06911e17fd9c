import { ERROR_CODES, type ErrorCode } from '../graphql/errors.ts';
import { createHistogram, type Histogram, observe } from '../rest/histogram.ts';
import type { EndpointStats } from '../rest/stats.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { AdmissionControl } from './admission-control.ts';
import type { BodyReader } from './body-reader.ts';
import { type Family, toSamples } from './exposition.ts';
import type { RequestState } from './request-state.ts';
import type { SendBuffer } from './send-buffer.ts';

/** Counts what passes through one gateway. */
export interface Metrics {
  /** Notes a request whose response is closed. */
  count(state: RequestState): void;
  /** Notes the errors of an answer to what was no request for an operation. */
  countErrors(codes: RequestState['errorCodes']): void;
  countRouterRefusal(): void;
  /** Notes a connection that was closed because there were too many without a request. */
  countIdleCut(): void;
  /** Everything counted so far, and how things stand now. */
  read(): Family[];
}

type Code = ErrorCode | 'OTHER';

export interface MetricsSources {
  readonly upstream: Upstream;
  readonly admission: Pick<AdmissionControl, 'inFlight'>;
  readonly bodies: Pick<BodyReader, 'givenUp'>;
  readonly sendBuffer: Pick<SendBuffer, 'bytes' | 'cut'>;
}

/** In ms: up to the deadline that an operation has unless set otherwise. */
const DURATION_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/**
 * Makes the counters of a gateway: plain numbers, turned into text only when somebody asks. No label holds anything
 * that a client chose, so their number is bounded.
 */
export function createMetrics({ upstream, admission, bodies, sendBuffer }: MetricsSources): Metrics {
  const requests = new Map<string, { readonly operation: string; readonly status: string; count: number }>();
  const durations = new Map<string, Histogram>();
  const codes: readonly string[] = [...Object.keys(ERROR_CODES), 'OTHER'];
  const errors = Object.fromEntries(codes.map((code) => [code, 0])) as Record<Code, number>;
  let routerRefusals = 0;
  let idleCuts = 0;

  function countErrors(given: RequestState['errorCodes']): void {
    for (const code in given) errors[Object.hasOwn(errors, code) ? (code as Code) : 'OTHER'] += given[code] ?? 0;
  }

  return {
    count({ res, operation, startedAt, errorCodes }) {
      const type = operation?.type ?? 'none';
      const status = res.writableFinished ? String(res.statusCode) : 'aborted';
      const key = `${type} ${status}`;
      const row = requests.get(key);
      if (row) row.count++;
      else requests.set(key, { operation: type, status, count: 1 });
      let histogram = durations.get(type);
      if (!histogram) {
        histogram = createHistogram(DURATION_BOUNDS);
        durations.set(type, histogram);
      }
      observe(histogram, performance.now() - startedAt);
      countErrors(errorCodes);
    },
    countErrors,
    countRouterRefusal() {
      routerRefusals++;
    },
    countIdleCut() {
      idleCuts++;
    },
    read: () => [
      {
        name: 'paynow_gateway_requests_total',
        help: 'Requests for operations, by type of operation (none: not executed) and HTTP status (aborted: the client left).',
        type: 'counter',
        samples: Array.from(requests.values(), ({ operation, status, count }) => ({
          labels: { operation, status },
          value: count,
        })),
      },
      {
        name: 'paynow_gateway_request_duration_seconds',
        help: 'Time from the head of a request to the end of its answer.',
        type: 'histogram',
        samples: Array.from(durations, ([operation, histogram]) => toSamples(histogram, { operation })).flat(),
      },
      {
        name: 'paynow_gateway_errors_total',
        help: 'Errors in answers, by extensions.code.',
        type: 'counter',
        samples: Object.entries(errors).map(([code, value]) => ({ labels: { code }, value })),
      },
      gauge('paynow_gateway_processes', 'Processes whose present state is shown here.', 1),
      gauge('paynow_gateway_in_flight', 'Operations in flight.', admission.inFlight),
      gauge('paynow_gateway_unsent_bytes', 'Bytes of answers that clients have not taken.', sendBuffer.bytes),
      {
        name: 'paynow_gateway_connections_cut_total',
        help: 'Connections closed because of what their clients did not do.',
        type: 'counter',
        samples: Object.entries({ slow_sender: bodies.givenUp, slow_reader: sendBuffer.cut, idle: idleCuts }).map(
          ([reason, value]) => ({ labels: { reason }, value }),
        ),
      },
      {
        name: 'paynow_gateway_router_refusals_total',
        help: 'Requests refused because they sent no secret of ROUTER_SECRETS.',
        type: 'counter',
        samples: [{ labels: {}, value: routerRefusals }],
      },
      ...readUpstream(upstream),
    ],
  };
}

function readUpstream({ stats, breakers, limiter }: Upstream): Family[] {
  const endpoints = [...stats.all()];
  const labelsOf = ({ method, route }: EndpointStats) => ({ method, route });
  return [
    {
      name: 'paynow_gateway_rest_calls_total',
      help: 'Attempts to call the REST API, by what became of them.',
      type: 'counter',
      samples: endpoints.flatMap((endpoint) =>
        Object.entries(endpoint.outcomes).map(([outcome, value]) => ({
          labels: { ...labelsOf(endpoint), outcome },
          value,
        })),
      ),
    },
    {
      name: 'paynow_gateway_rest_retries_total',
      help: 'Attempts that were made again.',
      type: 'counter',
      samples: endpoints.map((endpoint) => ({ labels: labelsOf(endpoint), value: endpoint.retries })),
    },
    {
      name: 'paynow_gateway_rest_call_duration_seconds',
      help: 'Time of one attempt, without waiting for its turn.',
      type: 'histogram',
      samples: endpoints.flatMap((endpoint) => toSamples(endpoint.durations, labelsOf(endpoint))),
    },
    gauge('paynow_gateway_rest_calls_active', 'Calls to the REST API under way.', limiter.active),
    gauge('paynow_gateway_rest_calls_waiting', 'Calls to the REST API that wait for their turn.', limiter.waiting),
    {
      name: 'paynow_gateway_breaker_state',
      help: 'How many processes have the circuit breaker of the API as a whole in this state.',
      type: 'gauge',
      samples: (['closed', 'open', 'half-open'] as const).map((state) => ({
        labels: { state },
        value: Number(breakers.state === state),
      })),
    },
    {
      name: 'paynow_gateway_breaker_openings_total',
      help: 'How often the circuit breaker of the API as a whole has opened.',
      type: 'counter',
      samples: [{ labels: {}, value: breakers.openings }],
    },
    gauge(
      'paynow_gateway_stores_held_back',
      'Stores whose own circuit breaker is not closed.',
      breakers.storesHeldBack,
    ),
    {
      name: 'paynow_gateway_store_breaker_openings_total',
      help: 'How often the circuit breaker of a store has opened.',
      type: 'counter',
      samples: [{ labels: {}, value: breakers.storeOpenings }],
    },
  ];
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}
