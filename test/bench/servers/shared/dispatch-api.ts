import { Pool } from 'undici';
import { type Api, createApi } from './api.ts';
import { dispatch } from './dispatch.ts';
import { API_ORIGIN } from './http.ts';

const pool = new Pool(API_ORIGIN, { pipelining: 1 });

/** The API through one pool that all requests share, at the level of undici's `dispatch`. */
export function createDispatchApi(authorization: string): Api {
  return createApi(async (method, path, body) => {
    const answer = await dispatch(pool, {
      method,
      path,
      headers: body === undefined ? { authorization } : { authorization, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`The REST API answered with status ${answer.status}.`);
    return JSON.parse(answer.body.toString());
  });
}
