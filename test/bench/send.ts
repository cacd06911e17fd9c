import type { Dispatcher } from 'undici';
import type { Exchange } from './dialects/exchange.ts';
import { type Answer, dispatch } from './servers/shared/dispatch.ts';

/** Sends a request to a server under test, with the credential that the emulator expects. */
export function send(dispatcher: Dispatcher, { method, path, body }: Exchange): Promise<Answer> {
  const headers = { authorization: 'APIKey bench', accept: 'application/json' };
  return dispatch(dispatcher, {
    method,
    path,
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body,
  });
}
