import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Connections, Gets, Requests, Sent } from './attack.ts';
import type { AttackSite } from './attack-site.ts';
import type { OrdinaryReport } from './ordinary-client.ts';
import { peakMemoryOf, resetPeakMemory } from './process-usage.ts';
import type { HttpRequest } from './wire.ts';

/** What holds for every attack. */
export const BOUNDS = {
  /** Resident memory, in bytes. */
  memory: 450 * 2 ** 20,
  /** One answer, in bytes. */
  answer: 8 * 2 ** 20,
  /** Of log, in bytes, beside a line for each request. */
  log: 100_000,
  logOfRequest: 400,
  /** Errors in an answer: a hundred, and one that tells of the others. */
  errors: 101,
} as const;

/** After so long an attack is not waited for any more, in milliseconds, and the gateway is ended. */
const PATIENCE_MS = 20_000;
/** Operations that the ordinary client begins after an attack is made, beside those that it begins meanwhile. */
const WATCHED = 1;
/** The same for an attack that lasts. */
const WATCHED_LONG = 12;
/** Longer than a log line or a REST call is on its way. */
const QUIET_MS = 10;

/** One answer of the gateway. */
interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** Nothing of an answer that is too large. */
  readonly text: string;
}

/** What an attack did. */
export interface Effect {
  readonly answers: readonly Answer[];
  /** What the promises are that it broke, in words; empty when all are kept. */
  readonly faults: readonly string[];
  readonly requests: number;
  readonly largestAnswer: number;
  readonly peakMemory: number;
  readonly logBytes: number;
  readonly calls: number;
  readonly ordinary: OrdinaryReport;
}

/**
 * Makes an attack on a site and tells what came of it. Whatever happens, it ends: a gateway that does not come to an end
 * with it is killed.
 *
 * @param round how often it was made before on this site.
 */
export async function makeAttack(site: AttackSite, attack: Attack, round: number): Promise<Effect> {
  const facts = { round, asset: site.asset };
  const sent = typeof attack.sent === 'function' ? await attack.sent(facts) : attack.sent;
  const [alone, attacked] = attack.bystander?.(facts) ?? [];
  let isOver = false;
  const guard = setTimeout(() => {
    isOver = true;
    site.kill();
  }, PATIENCE_MS);

  const before = alone && (await lookUp(site, alone));
  await site.ordinary.take(0);
  resetPeakMemory(site.pid);
  const [logBefore, callsBefore] = [site.logBytes(), await site.calls()];
  const { answers, losses, ordinary } = await send(site, sent);
  site.ordinary.pause();
  const calls = (await site.calls()) - callsBefore;
  const after = attacked && (await lookUp(site, attacked));
  await quiet(site);
  clearTimeout(guard);

  const effect = {
    answers,
    requests: countRequests(sent),
    largestAnswer: Math.max(0, ...answers.map(({ bytes }) => bytes)),
    peakMemory: peakMemoryOf(site.pid),
    logBytes: site.logBytes() - logBefore,
    calls,
    ordinary,
  };
  const faults = [
    ...(isOver ? [`nothing came of it within ${PATIENCE_MS / 1000} s`] : []),
    ...(site.isAlive() || isOver ? [] : ['the process ended']),
    ...losses,
    ...findFaults(attack.gets, effect),
    ...(before && after ? compareLookUps(before, after) : []),
  ];
  return { ...effect, faults };
}

function countRequests(sent: Sent): number {
  return isRequests(sent) ? sent.requests.length : sent.connections * (sent.requests ?? 1);
}

function isRequests(sent: Sent): sent is Requests {
  return !('connections' in sent);
}

function findFaults(gets: Gets, effect: Omit<Effect, 'faults'>): string[] {
  const { answers, requests, largestAnswer, peakMemory, logBytes, calls, ordinary } = effect;
  const faults = new Set(answers.flatMap((answer) => faultsOf(gets, answer)));
  const add = (isBroken: boolean, fault: string): void => void (isBroken && faults.add(fault));
  add(largestAnswer > BOUNDS.answer, `an answer of ${largestAnswer} bytes`);
  add(peakMemory > BOUNDS.memory, `${Math.round(peakMemory / 2 ** 20)} MiB of memory`);
  const lines = (requests + ordinary.answered) * BOUNDS.logOfRequest;
  add(logBytes > BOUNDS.log + lines, `${logBytes} bytes of log for ${requests} requests`);
  add(gets.data === false && calls > 0, `${calls} REST calls for what is refused`);
  add(ordinary.answered === 0, 'the ordinary client got no answer');
  const [first] = ordinary.faults;
  add(first !== undefined, `the ordinary client met ${ordinary.faults.length} faults, such as ${first}`);
  return [...faults];
}

const REQUEST_ID = /,"requestId":"[^"]*"/g;

function faultsOf({ statuses, codes, data: hasData }: Gets, { status, bytes, text }: Answer): string[] {
  const faults: string[] = [];
  if (!statuses.includes(status))
    faults.push(`status ${status}: ${text.slice(0, 300).replaceAll(REQUEST_ID, '').slice(0, 200)}`);
  if (bytes > BOUNDS.answer || !text.startsWith('{')) return faults;
  const { data, errors = [] } = JSON.parse(text) as GraphQLAnswer;
  const strange = errors.find(({ extensions }) => !codes.includes(extensions?.code ?? ''));
  if (strange) faults.push(`the error ${JSON.stringify(strange).replaceAll(REQUEST_ID, '').slice(0, 200)}`);
  if (hasData !== undefined && hasData !== (data != null)) faults.push(`${hasData ? 'no' : 'some'} data`);
  if (errors.length > BOUNDS.errors) faults.push(`${errors.length} errors`);
  return faults;
}

interface GraphQLAnswer {
  readonly data?: object | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

/** Waits until what was cut off has come to its end: no more log, no more REST calls. */
async function quiet(site: AttackSite): Promise<void> {
  const state = async (): Promise<string> => `${await site.calls()} ${site.logBytes()}`;
  for (let before = '', now = await state(); now !== before; now = await state()) {
    before = now;
    await sleep(QUIET_MS);
  }
}

interface LookUp {
  readonly text: string;
  readonly calls: number;
}

async function lookUp(site: AttackSite, sent: HttpRequest): Promise<LookUp> {
  const before = await site.calls();
  const { text } = await exchange(site, sent);
  return { text, calls: (await site.calls()) - before };
}

function compareLookUps(alone: LookUp, attacked: LookUp): string[] {
  const faults: string[] = [];
  if (attacked.calls > alone.calls)
    faults.push(`a look-up costs ${attacked.calls} REST calls instead of ${alone.calls}`);
  for (const { text } of [alone, attacked]) {
    if (/null|"errors"/.test(text)) faults.push(`a look-up lost rows: ${text.slice(-300)}`);
  }
  return faults;
}

interface Came {
  readonly answers: readonly Answer[];
  /** Answers that did not come. */
  readonly losses: readonly string[];
  readonly ordinary: OrdinaryReport;
}

function send(site: AttackSite, sent: Sent): Promise<Came> {
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
function exchange({ url }: AttackSite, sent: HttpRequest, signal?: AbortSignal): Promise<Answer> {
  const { method = 'POST', path = '/graphql', headers = {}, body } = sent;
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method, headers, agent: false, ...(signal && { signal }) }, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = (): void =>
        resolve({ status: incoming.statusCode ?? 0, bytes, text: Buffer.concat(chunks).toString() });
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= BOUNDS.answer) chunks.push(chunk);
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
