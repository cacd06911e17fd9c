import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import protobuf from 'protobufjs/light.js';
import { onTestFinished } from 'vitest';

/** A span as it came. */
export interface ReceivedSpan {
  readonly name: string;
  /** `SERVER` (2) or `CLIENT` (3). */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first one of a trace. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly durationMs: number;
  /** Of whoever sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** What a collector of OpenTelemetry takes, by OTLP over HTTP. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** All that came, as text. */
  text(): string;
  /** The headers of the last request. */
  readonly headers: IncomingHttpHeaders;
  /** What is answered from here on; undefined: nothing at all. */
  status: number | undefined;
}

/** Starts a collector, which is closed with the test. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const collector = {
    url: '',
    spans,
    text: () => Buffer.concat(bodies).toString('latin1'),
    headers: {},
    status: 200 as number | undefined,
  };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = await req.toArray();
    collector.headers = req.headers;
    if (collector.status === undefined) return;
    res.writeHead(req.url === '/v1/traces' ? collector.status : 404, { 'content-type': 'application/x-protobuf' });
    res.end();
    if (collector.status !== 200) return;
    bodies.push(Buffer.concat(chunks));
    spans.push(...decode(Buffer.concat(chunks)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return collector;
}

/** As much of OTLP as is looked at here, by its numbers of fields (opentelemetry-proto 1.x). */
const OTLP = protobuf.Root.fromJSON({
  nested: {
    Request: message(['resourceSpans', 1, 'ResourceSpans', 'repeated']),
    ResourceSpans: message(['resource', 1, 'Resource'], ['scopeSpans', 2, 'ScopeSpans', 'repeated']),
    Resource: message(['attributes', 1, 'KeyValue', 'repeated']),
    ScopeSpans: message(['spans', 2, 'Span', 'repeated']),
    Span: message(
      ['traceId', 1, 'bytes'],
      ['spanId', 2, 'bytes'],
      ['traceState', 3, 'string'],
      ['parentSpanId', 4, 'bytes'],
      ['name', 5, 'string'],
      ['kind', 6, 'int32'],
      ['startTimeUnixNano', 7, 'fixed64'],
      ['endTimeUnixNano', 8, 'fixed64'],
      ['attributes', 9, 'KeyValue', 'repeated'],
      ['status', 15, 'Status'],
    ),
    Status: message(['code', 3, 'int32']),
    KeyValue: message(['key', 1, 'string'], ['value', 2, 'AnyValue']),
    AnyValue: message(['text', 1, 'string'], ['whole', 3, 'int64'], ['list', 5, 'ArrayValue']),
    ArrayValue: message(['values', 1, 'AnyValue', 'repeated']),
  },
});

function message(...fields: readonly (readonly [name: string, id: number, type: string, rule?: string])[]) {
  return {
    fields: Object.fromEntries(fields.map(([name, id, type, rule]) => [name, { id, type, ...(rule && { rule }) }])),
  };
}

interface Value {
  readonly text?: string;
  readonly whole?: number;
  readonly list?: { readonly values?: readonly Value[] };
}
interface Attributes {
  readonly attributes?: readonly { readonly key: string; readonly value: Value }[];
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: Attributes;
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}
interface SentSpan extends Attributes, Pick<ReceivedSpan, 'name' | 'kind'> {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId?: Uint8Array;
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
}

const ERROR = 2;

function decode(bytes: Uint8Array): readonly ReceivedSpan[] {
  const type = OTLP.lookupType('Request');
  const { resourceSpans } = type.toObject(type.decode(bytes), { longs: String }) as Sent;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        name: span.name,
        kind: span.kind,
        traceId: toHex(span.traceId),
        spanId: toHex(span.spanId),
        parentSpanId: toHex(span.parentSpanId ?? new Uint8Array()),
        traceState: span.traceState ?? '',
        attributes: toRecord(span),
        isError: span.status?.code === ERROR,
        durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        resource: toRecord(resource),
      })),
    ),
  );
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function toRecord({ attributes = [] }: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toPlain(value)]));
}

function toPlain({ text, whole, list }: Value): unknown {
  if (list) return (list.values ?? []).map(toPlain);
  return whole === undefined ? text : Number(whole);
}
