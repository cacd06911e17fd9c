import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { type Answer, dispatch, type Wire } from './shared/dispatch.ts';
import { API_ORIGIN, readBody, sendJson, serve } from './shared/http.ts';

/** A proxy that passes bytes on. POST /batch takes paths, one a line, and joins their answers to a JSON array. */

const pool = new Pool(API_ORIGIN, { pipelining: 1 });

async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method, url: path = '/' } = req;
  const authorization = String(req.headers.authorization);
  if (method === 'GET') {
    forward(res, await dispatch(pool, { method, path, headers: { authorization }, body: null }));
    return;
  }
  const body = await readBody(req);
  if (path !== '/batch') {
    const headers = { authorization, 'content-type': 'application/json' };
    forward(res, await dispatch(pool, { method: method as Wire['method'], path, headers, body }));
    return;
  }
  const paths = body.toString().split('\n');
  const answers = await Promise.all(
    paths.map((path) => dispatch(pool, { method: 'GET', path, headers: { authorization }, body: null })),
  );
  const parts = answers.flatMap((answer, index) => [index === 0 ? START : COMMA, answer.body]);
  sendJson(res, answers.find(({ status }) => status !== 200)?.status ?? 200, Buffer.concat([...parts, END]));
}

const [START, COMMA, END] = [Buffer.from('['), Buffer.from(','), Buffer.from(']')];

function forward(res: ServerResponse, { status, body }: Answer): void {
  sendJson(res, status, body);
}

serve(handle);
