import { type Attack, type Facts, isRequests } from '../../support/attack.ts';
import type { AttackSite } from '../../support/attack-site.ts';
import { isRefusal } from '../../support/attacker.ts';
import { restingCpuMsOf } from '../../support/process-usage.ts';
import { type Answer, exchange } from '../../support/send-attack.ts';
import type { HttpRequest } from '../../support/wire.ts';

/** What the requests of an attack cost a gateway that nobody else uses: processor time, in milliseconds. */
export interface Cost {
  /** The dearest one that is refused without a REST call; 0: none is. */
  readonly refusedMs: number;
  /** The dearest one of the others; 0: there is none. */
  readonly answeredMs: number;
}

/** Attacks of more requests are costly by their number: the next one costs no more than these. */
const MOST_REQUESTS = 4;

/**
 * Measures requests of an attack one by one. The first one is a document that the gateway has not seen; the others find
 * what it keeps of it.
 *
 * @param round how often the attack was measured before on this site.
 */
export async function measureCost(site: AttackSite, attack: Attack, round: number): Promise<Cost> {
  const facts: Facts = { round, asset: site.asset };
  const sent = typeof attack.sent === 'function' ? await attack.sent(facts) : attack.sent;
  let [refusedMs, answeredMs] = [0, 0];
  if (!isRequests(sent) || sent.isAbandoned) return { refusedMs, answeredMs };
  for (const [index, request] of sent.requests.slice(0, MOST_REQUESTS).entries()) {
    const { isRefused, cpuMs } = await measureRequest(site, index === 0 ? salt(request, round) : request);
    if (isRefused) refusedMs = Math.max(refusedMs, cpuMs);
    else answeredMs = Math.max(answeredMs, cpuMs);
  }
  return { refusedMs, answeredMs };
}

interface MeasuredRequest {
  readonly answer: Answer;
  /** Whether it was refused without a REST call. */
  readonly isRefused: boolean;
  readonly cpuMs: number;
}

/** Sends one request, and waits until the gateway has come to rest. */
export async function measureRequest(site: AttackSite, request: HttpRequest): Promise<MeasuredRequest> {
  const [cpuBefore, callsBefore] = [await restingCpuMsOf(site.pid), await site.calls()];
  const answer = await exchange(site, request, AbortSignal.timeout(ANSWER_TIMEOUT_MS));
  const cpuMs = (await restingCpuMsOf(site.pid)) - cpuBefore;
  return { answer, isRefused: isRefusal(answer) && (await site.calls()) === callsBefore, cpuMs };
}

/** Longer than any operation may take. */
const ANSWER_TIMEOUT_MS = 15_000;
const QUERY = '{"query":"';

/** The same operation in a document with another comment; a body that is no operation as it is. */
export function salt(request: HttpRequest, number: number): HttpRequest {
  const { body } = request;
  if (typeof body !== 'string' || !body.startsWith(QUERY)) return request;
  return { ...request, body: `${QUERY}#${number}\\n${body.slice(QUERY.length)}` };
}
