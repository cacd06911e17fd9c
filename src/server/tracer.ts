import type { Attributes, Span, SpanKind } from '@opentelemetry/api';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TraceContext } from '../rest/call.ts';
import { loadTracing } from './lazy-packages.ts';
import type { Log } from './log.ts';
import { createSparseLine } from './sparse-line.ts';

/** Makes spans and sends them to a collector, by OpenTelemetry's own SDK. */
export interface Tracer {
  /** Begins a span below the one that a trace context names, or a trace. */
  start(name: string, kind: keyof typeof SpanKind, attributes: Attributes, below: TraceContext | undefined): Span;
  /** What tells others that they are below a span. */
  toTraceContext(span: Span): TraceContext;
  /** Notes why what a span stands for failed. */
  fail(span: Span, reason: string): void;
  /** How many spans were lost, since the collector did not take them. */
  readonly lost: number;
  /** Sends what there is, within two seconds. */
  close(): Promise<void>;
}

/** What traces call this gateway, unless `OTEL_SERVICE_NAME` says otherwise. */
const SERVICE_NAME = 'paynow-gateway';
/** Spans that may wait to be sent, unless `OTEL_BSP_MAX_QUEUE_SIZE` says otherwise. */
const MAX_WAITING = 2048;
/** The flag of a trace that is recorded (W3C Trace Context, section 3.2.2.5). */
const SAMPLED = 1;
/** What the end of the process waits for, in ms. */
const CLOSE_TIMEOUT_MS = 2000;

/** Opens a tracer as the `OTEL_…` variables of the process say, which the SDK reads by itself. */
export function openTracer(log: Log): Tracer {
  const { api, core, sdk, resources, otlp } = loadTracing();
  const { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  // What is wrong with variables is said while they are read.
  const tell = (reason: string): void => log.warn({ reason }, 'a variable of OpenTelemetry cannot be used as it is');
  diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
  const maxQueueSize = core.getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? MAX_WAITING;
  const losses = createLosses(maxQueueSize, log);
  const processor = new sdk.BatchSpanProcessor(losses.noteSent(new otlp.OTLPTraceExporter()), { maxQueueSize });
  const provider = new sdk.BasicTracerProvider({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': SERVICE_NAME }))
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [losses.noteEnded(processor)],
  });
  diag.disable();
  const tracer = provider.getTracer(SERVICE_NAME);
  const propagator = new core.W3CTraceContextPropagator();
  return {
    start(name, kind, attributes, below) {
      const parent = propagator.extract(ROOT_CONTEXT, below ?? {}, api.defaultTextMapGetter);
      return tracer.startSpan(name, { kind: SpanKind[kind], attributes }, parent);
    },
    toTraceContext(span) {
      const headers = { traceparent: '' };
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, api.defaultTextMapSetter);
      return headers;
    },
    fail(span, reason) {
      span.setAttribute('error.type', reason);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    get lost() {
      return losses.count;
    },
    close: () => atMost(CLOSE_TIMEOUT_MS, provider.shutdown()),
  };
}

/** Counts the spans that are lost: the SDK drops them silently. */
function createLosses(maxWaiting: number, log: Log) {
  let waiting = 0;
  let count = 0;
  let lastReason = '';
  const logLosses = createSparseLine((times) =>
    log.warn({ times, spans: count, reason: lastReason }, 'traces are lost: the collector does not take them'),
  );

  function lose(spans: number, reason: string): void {
    count += spans;
    lastReason = reason;
    logLosses();
  }

  return {
    get count() {
      return count;
    },
    noteEnded: (processor: SpanProcessor): SpanProcessor => ({
      onStart: (span, parent) => processor.onStart(span, parent),
      onEnd(span) {
        if (waiting >= maxWaiting) return lose(1, 'too many spans are waiting');
        if (span.spanContext().traceFlags & SAMPLED) waiting++;
        processor.onEnd(span);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    }),
    noteSent: (exporter: SpanExporter): SpanExporter => ({
      export: (spans, done) =>
        exporter.export(spans, (result) => {
          waiting -= spans.length;
          if (result.error) lose(spans.length, result.error.message);
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
    }),
  };
}

/** Waits for what may fail, or take longer than anybody has time for. */
async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise.catch(() => {}), late]);
  clearTimeout(timer);
}
