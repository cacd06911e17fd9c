import { type Attack, type Facts, isRequests } from '../../support/attack.ts';
import type { AttackSite } from '../../support/attack-site.ts';
import { isRefusal } from '../../support/attacker.ts';
import { restingCpuMsOf } from '../../support/process-usage.ts';
import { type Answer, exchange } from '../../support/send-attack.ts';
import type { HttpRequest } from '../../support/wire.ts';

/** What the requests of an attack cost a gateway that nobody else uses: processor time, in milliseconds. */
export interface Cost {
  /** The dearest one that is refused; 0: none is. */
  readonly refusedMs: number;
  /** The dearest one that is answered; 0: none is. */
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
    const { answer, cpuMs } = await measureRequest(site, index === 0 ? salt(request, round) : request);
    if (isRefusal(answer)) refusedMs = Math.max(refusedMs, cpuMs);
    else answeredMs = Math.max(answeredMs, cpuMs);
  }
  return { refusedMs, answeredMs };
}

/** Sends one request, and waits until the gateway has come to rest. */
export async function measureRequest(
  site: AttackSite,
  request: HttpRequest,
): Promise<{ readonly answer: Answer; readonly cpuMs: number }> {
  const before = await restingCpuMsOf(site.pid);
  const answer = await exchange(site, request, AbortSignal.timeout(PATIENCE_MS));
  return { answer, cpuMs: (await restingCpuMsOf(site.pid)) - before };
}

/** Longer than any operation may take. */
const PATIENCE_MS = 15_000;
const QUERY = '{"query":"';

/** The same operation in a document with another comment; a body that is no operation as it is. */
export function salt(request: HttpRequest, number: number): HttpRequest {
  const { body } = request;
  if (typeof body !== 'string' || !body.startsWith(QUERY)) return request;
  return { ...request, body: `${QUERY}#${number}\\n${body.slice(QUERY.length)}` };
}
