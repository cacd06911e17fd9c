import { type WriteEvent, writeChannel } from '../graphql/write-attempts.ts';
import type { Upstream } from '../rest/upstream.ts';
import type { Log } from './log.ts';

/**
 * Logs a line for each attempt to write, refused ones too.
 *
 * @returns what ends it.
 */
export function logWrites(log: Log, upstream: Upstream): () => void {
  const onWrite = (message: unknown): void => {
    const { upstream: of, attempt } = message as WriteEvent;
    if (of === upstream) log.info(attempt, 'write');
  };
  writeChannel.subscribe(onWrite);
  return () => void writeChannel.unsubscribe(onWrite);
}
