import { counter, gauge, type Metric, single } from './exposition.ts';
import { createHistogram, type Histogram, histogramMetric, observe } from './histogram.ts';
import type { RequestState } from './request-state.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Counts what becomes of listed documents. */
interface DocumentMetrics {
  count(state: RequestState): void;
  read(): Metric[];
}

/** Manifests name the operations, but many manifests may come and go while a process lives. */
const MAX_NAMES = 1000;
/** Stands for those that came later; no operation can have this name, nor the next one. */
const OTHER = '(other)';
const ANONYMOUS = '(anonymous)';

/** In ms. Few, since each name has as many series and two more. */
const BOUNDS = [50, 250, 1000, 5000];

const OUTCOMES = ['ok', 'errors', 'aborted'] as const;

/** What became of the operations of one name. */
interface Row {
  readonly outcomes: Record<(typeof OUTCOMES)[number], number>;
  readonly durations: Histogram;
}

export function createDocumentMetrics(documents: Pick<TrustedDocuments, 'counts' | 'size'>): DocumentMetrics {
  const rows = new Map<string, Row>();

  function rowOf(name: string): Row {
    const row = rows.get(name);
    if (row) return row;
    if (rows.size >= MAX_NAMES && name !== OTHER) return rowOf(OTHER);
    const added = { outcomes: { ok: 0, errors: 0, aborted: 0 }, durations: createHistogram(BOUNDS) };
    rows.set(name, added);
    return added;
  }

  return {
    count({ res, operation, startedAt, errorCodes }) {
      if (!operation?.isListed) return;
      const { outcomes, durations } = rowOf(operation.name ?? ANONYMOUS);
      outcomes[res.writableFinished ? (errorCodes ? 'errors' : 'ok') : 'aborted']++;
      observe(durations, performance.now() - startedAt);
    },
    read() {
      const { listedId, unknownId, listedText, unlistedText } = documents.counts;
      const lookup = (asked: string, listed: string, value: number) => ({ labels: { asked, listed }, value });
      return [
        gauge('paynow_gateway_documents', 'Listed documents.', single(documents.size)),
        counter(
          'paynow_gateway_document_lookups_total',
          'Requests by how they asked for a document, and whether it is listed.',
          [
            lookup('id', 'yes', listedId),
            lookup('id', 'no', unknownId),
            lookup('text', 'yes', listedText),
            lookup('text', 'no', unlistedText),
          ],
        ),
        counter(
          'paynow_gateway_document_requests_total',
          'Requests for listed documents, by name of the operation and by what became of them.',
          Array.from(rows, ([name, { outcomes }]) =>
            OUTCOMES.map((outcome) => ({ labels: { name, outcome }, value: outcomes[outcome] })),
          ).flat(),
        ),
        histogramMetric(
          'paynow_gateway_document_duration_seconds',
          'Time from the head of a request for a listed document to the end of its answer.',
          Array.from(rows, ([name, { durations }]) => [{ name }, durations] as const),
        ),
      ];
    },
  };
}
