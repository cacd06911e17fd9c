import { channel } from 'node:diagnostics_channel';
import type { Upstream } from '../rest/upstream.ts';
import type { RequestState } from './request-state.ts';

/** A request for an operation, told of when its head is there and again when its answer is sent or its client is gone. */
export interface OperationEvent {
  /** Tells the gateways of one process apart. */
  readonly upstream: Upstream;
  readonly state: RequestState;
}

/** Where it is told: `paynow.operation.start` and `paynow.operation.end` of `node:diagnostics_channel`. */
const startChannel = channel('paynow.operation.start');
const endChannel = channel('paynow.operation.end');

/** Tells of a request for an operation that begins. Telling costs nothing while nobody listens. */
export function tellStart(event: OperationEvent): void {
  if (startChannel.hasSubscribers) startChannel.publish(event);
}

/** Tells of its end. */
export function tellEnd(event: OperationEvent): void {
  if (endChannel.hasSubscribers) endChannel.publish(event);
}

/** What an observer does at the start and at the end of an operation. */
export interface OperationObserver {
  start?(state: RequestState): void;
  end(state: RequestState): void;
}

/**
 * Observes the operations of one gateway.
 *
 * @returns what ends it.
 */
export function observeOperations(upstream: Upstream, { start, end }: OperationObserver): () => void {
  const pass = (observe: (state: RequestState) => void) => (message: unknown) => {
    const event = message as OperationEvent;
    if (event.upstream === upstream) observe(event.state);
  };
  const onEnd = pass(end);
  const onStart = start && pass(start);
  endChannel.subscribe(onEnd);
  if (onStart) startChannel.subscribe(onStart);
  return () => {
    endChannel.unsubscribe(onEnd);
    if (onStart) startChannel.unsubscribe(onStart);
  };
}
