import type { Dispatcher } from 'undici';
import type { Exchange } from './dialects/exchange.ts';
import { type Answer, dispatch } from './servers/shared/dispatch.ts';
import type { Server } from './servers.ts';

/** Sends a request to a server under test, as its callers do. */
export function send(
  dispatcher: Dispatcher,
  { authorization = 'APIKey bench' }: Server,
  { method, path, body }: Exchange,
): Promise<Answer> {
  const headers = { authorization, accept: 'application/json' };
  return dispatch(dispatcher, {
    method,
    path,
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body,
  });
}
