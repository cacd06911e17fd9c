import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, refuse } from './answer.ts';
import type { Api } from './api.ts';
import type { FaultTarget, Misfortune } from './faults.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';
import { sendAnswer, sendFault } from './send.ts';
import type { World } from './world.ts';

/** The largest body that is read, in bytes. */
const MAX_BODY = 2 ** 20;

/** What the HTTP side of a sandbox works with. */
export interface HttpServerOptions {
  api: Api;
  world: World;
  keys: string[];
  /** How much later than it could every answer goes out, in milliseconds. */
  latencyMs: number;
  recorder: Recorder;
  befall(target: FaultTarget): Misfortune;
  /** Told why, whenever the sandbox itself fails. */
  report(reason: string): void;
}

/** Makes the HTTP server of a sandbox; it does not listen yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  // Clients that reuse a connection just when it is closed here see a reset; a long wait makes that rare.
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      options.report(String(error));
      response.destroy();
    });
  });
}

async function serve(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { recorder, latencyMs } = options;
  const recorded = toRecorded(request);
  recorder.begin(recorded);
  response.once('close', () => recorder.end(recorded, response.writableFinished ? 'answered' : 'cut'));

  const { fault, delayMs, carriedOut } = options.befall(recorded);
  if (fault && 'at' in fault && fault.at === 'head') return sendFault(response, fault, { status: 200 });

  const body = await readBody(request);
  if (body === undefined) return;
  recorded.body = body;
  const answer: Answer = carriedOut ? answerTo(options, recorded) : { status: 200 };
  await wait(latencyMs + delayMs, response);
  if (response.destroyed) return;
  if (fault) sendFault(response, fault, answer);
  else sendAnswer(response, answer);
}

function answerTo({ api, world, keys, report }: HttpServerOptions, request: RecordedRequest): Answer {
  if (Buffer.byteLength(request.body) > MAX_BODY) return refuse('payload-too-large', 'The body is too large.');
  try {
    return api.answer(world, keys, request);
  } catch (error) {
    report(`${request.method} ${request.path}: ${error instanceof Error ? error.stack : error}`);
    return refuse('internal-server-error', String(error));
  }
}

function toRecorded({ method = '', url = '', headers }: IncomingMessage): RecordedRequest {
  const [path = '', ...search] = url.split('?');
  return { method, path, query: new URLSearchParams(search.join('?')), headers, body: '', outcome: 'open' };
}

/** The body's text, cut past the limit; undefined when the client left. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      // What comes past the limit is read and dropped, for the client to get its answer.
      if (size <= MAX_BODY) chunks.push(chunk);
      size += chunk.length;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

function wait(ms: number, response: ServerResponse): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
    response.once('close', done);
  });
}
