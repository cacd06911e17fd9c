import { type WriteEvent, writeChannel } from '../graphql/write-attempts.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { Log } from './log.ts';

/** The longest subject that is told whole, in characters. */
const MAX_SUBJECT = 128;

/**
 * Logs a line for each attempt to write, refused ones too, whatever LOG_LEVEL is. All of it is verified or written in the
 * code but for the id of the request: what others send as their credentials cannot take it out of the line.
 *
 * @returns what ends it.
 */
export function logWrites(log: Log, upstream: Upstream): () => void {
  const audit = log.child({}, { level: 'info', formatters: { log: (fields) => fields } });
  const onWrite = (message: unknown): void => {
    const { upstream: of, attempt } = message as WriteEvent;
    if (of !== upstream) return;
    const { requestId, subject } = attempt;
    audit.info({ ...attempt, requestId: log.scrub(requestId), subject: subject?.slice(0, MAX_SUBJECT) }, 'write');
  };
  writeChannel.subscribe(onWrite);
  return () => void writeChannel.unsubscribe(onWrite);
}
