import { toClientError } from '../graphql/errors.ts';
import { type Log, toLoggable } from './log.ts';
import type { RequestState } from './request-state.ts';

/** Logs what failed around an operation, and gives the body of the answer that says no more than it may. */
export function reportFailure(log: Log, state: RequestState, failure: unknown): object {
  const { requestId } = state;
  log.error({ requestId, ...toLoggable(failure) }, 'unexpected error');
  const { message, extensions } = toClientError(failure);
  state.errorCodes = { [String(extensions.code)]: 1 };
  return { errors: [{ message, extensions: { ...extensions, requestId } }] };
}
