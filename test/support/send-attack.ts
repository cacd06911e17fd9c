import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Connections, isRequests, type Requests, type Sent } from './attack.ts';
import type { AttackSite } from './attack-site.ts';
import type { SteadyReport } from './steady-client.ts';
import type { HttpRequest } from './wire.ts';

/** Operations that the ordinary client begins after an attack is made, beside those that it begins meanwhile. */
const WATCHED = 1;
/** The same for an attack that lasts. */
const WATCHED_LONG = 6;
/** The most that is kept of an answer, in bytes. */
const KEPT = 8 * 2 ** 20;

/** One answer of the gateway. */
export interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** Empty for more than 8 MiB, and on a connection that is shared. */
  readonly text: string;
}

/** What came of an attack while it was made. */
export interface Came {
  readonly answers: readonly Answer[];
  /** Answers that did not come. */
  readonly losses: readonly string[];
  readonly ordinary: SteadyReport;
}

/** Sends all that an attack sends, with the ordinary client beside. */
export function sendAttack(site: AttackSite, sent: Sent): Promise<Came> {
  return isRequests(sent) ? sendRequests(site, sent) : useConnections(site, sent);
}

async function sendRequests(site: AttackSite, { requests, atOnce = 1, isAbandoned }: Requests): Promise<Came> {
  const answers: Answer[] = [];
  const losses = new Set<string>();
  const end = new AbortController();
  const queue = requests.values();
  const worker = async (): Promise<void> => {
    for (const next of queue) {
      try {
        answers.push(await exchange(site, next, end.signal));
      } catch (error) {
        if (!end.signal.aborted) losses.add(`no answer: ${error}`);
      }
    }
  };
  const all = Promise.all(Array.from({ length: isAbandoned ? requests.length : atOnce }, worker));
  if (!isAbandoned) await all;
  const ordinary = await site.ordinary.take(isAbandoned ? WATCHED_LONG : WATCHED);
  end.abort();
  await all;
  return { answers, losses: [...losses], ordinary };
}

/** One request on a connection of its own. Of an answer that is too large, no more than that it is. */
export function exchange({ url }: AttackSite, sent: HttpRequest, signal?: AbortSignal): Promise<Answer> {
  const { method = 'POST', path = '/graphql', headers = {}, body } = sent;
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent: false, ...(signal && { signal }) }, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = (): void =>
        resolve({ status: incoming.statusCode ?? 0, bytes, text: Buffer.concat(chunks).toString() });
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= KEPT) chunks.push(chunk);
        else chunks.length = 0;
      });
      incoming.on('end', finish);
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function useConnections(site: AttackSite, sent: Connections): Promise<Came> {
  const { connections, bytes, requests = 1, isUnread = false, isHeld = isUnread } = sent;
  const opened = await Promise.all(Array.from({ length: connections }, () => open(site)));
  const replies = opened.map((socket) => {
    socket.write(bytes);
    return collect(socket, isUnread, requests);
  });
  if (!isHeld) await Promise.all(replies.map(({ whole }) => whole));
  const ordinary = await site.ordinary.take(isHeld ? WATCHED_LONG : WATCHED);
  const answers = replies.flatMap((reply) => reply.answers());
  for (const socket of opened) socket.destroy();
  const lost = isHeld ? 0 : connections * requests - answers.length;
  return { answers, losses: lost > 0 ? [`${lost} answers less than requests`] : [], ordinary };
}

async function open({ url }: AttackSite): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  // A connection that is cut is told by the answers that it lacks.
  socket.on('error', () => undefined);
  return socket;
}

interface Replies {
  /** Resolves when all answers have begun, or the connection is closed. */
  readonly whole: Promise<void>;
  answers(): Answer[];
}

/** The answers on a connection, by their heads: what stands in their bodies is not looked at. */
function collect(socket: Socket, isUnread: boolean, awaited: number): Replies {
  const { promise: whole, resolve } = Promise.withResolvers<void>();
  let statuses: readonly number[] = [];
  let bytes = 0;
  let rest = '';
  const add = (chunk: Buffer): void => {
    bytes += chunk.length;
    const text = rest + chunk.toString('latin1');
    statuses = statuses.concat(Array.from(text.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, status]) => Number(status)));
    // Too short for a head that was found, long enough for the beginning of one that was cut in two.
    rest = text.slice(-11);
    if (statuses.length >= awaited) resolve();
  };
  socket.on('close', () => resolve());
  if (!isUnread) socket.on('data', add);
  return {
    whole,
    answers() {
      // What a socket that nobody reads has taken by itself: the beginning of an answer, and its status.
      const taken: Buffer | null = isUnread ? socket.read() : null;
      if (taken) add(taken);
      return statuses.map((status) => ({ status, bytes: bytes / statuses.length, text: '' }));
    },
  };
}
