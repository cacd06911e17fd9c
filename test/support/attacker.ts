import { setTimeout as sleep } from 'node:timers/promises';
import { type Attack, type Gets, isRequests, type Sent } from './attack.ts';
import type { AttackSite } from './attack-site.ts';
import { peakMemoryOf, resetPeakMemory } from './process-usage.ts';
import { type Answer, exchange, sendAttack } from './send-attack.ts';
import type { SteadyReport } from './steady-client.ts';
import type { HttpRequest } from './wire.ts';

/** What holds for every attack. */
export const BOUNDS = {
  /**
   * Memory of its own, in bytes, in a container of 512 MiB. The heap (256 MiB), what its start takes, and buffers of unsent
   * and of received answers come to 450 when all are full at once.
   */
  memory: 480 * 2 ** 20,
  /** One answer, in bytes. */
  answer: 8 * 2 ** 20,
  /** Of log, in bytes, beside a line for each request. */
  log: 100_000,
  logOfRequest: 400,
  /** Errors in an answer: a hundred, and one that tells of the others. */
  errors: 101,
  /** The message of an error, in characters: none repeats what was sent, however long. */
  message: 1000,
} as const;

/** After so long an attack is not waited for any more, in milliseconds, and the gateway is ended. */
const ANSWER_TIMEOUT_MS = 20_000;
/** Longer than a log line or a REST call is on its way. */
const QUIET_MS = 10;

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
  readonly ordinary: SteadyReport;
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
  }, ANSWER_TIMEOUT_MS);

  const before = alone && (await lookUp(site, alone));
  await site.ordinary.take(0);
  resetPeakMemory(site.pid);
  const [logBefore, callsBefore] = [site.logBytes(), await site.calls()];
  const { answers, losses, ordinary } = await sendAttack(site, sent);
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
    ...(isOver ? [`nothing came of it within ${ANSWER_TIMEOUT_MS / 1000} s`] : []),
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
  const longest = Math.max(0, ...errors.map(({ message }) => message.length));
  if (longest > BOUNDS.message) faults.push(`a message of ${longest} characters`);
  return faults;
}

/** Whether an answer says that nothing was executed, or nothing came of it. */
export function isRefusal({ status, text }: Answer): boolean {
  if (!text.startsWith('{')) return status >= 400;
  return (JSON.parse(text) as GraphQLAnswer).data == null;
}

interface GraphQLAnswer {
  readonly data?: object | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
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
