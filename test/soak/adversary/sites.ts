import { type GATEWAYS, post } from '../../support/attack.ts';
import { type AttackSite, startAttackSite } from '../../support/attack-site.ts';
import { exchange } from '../../support/send-attack.ts';

type Kind = keyof typeof GATEWAYS;

/** Sites that are started when they are needed, and again when they were hurt. */
export interface Sites {
  of(kind: Kind): Promise<AttackSite>;
  /** Ends one; the next one is fresh. */
  drop(kind: Kind): Promise<void>;
  close(): Promise<void>;
}

export function createSites(): Sites {
  const running = new Map<Kind, AttackSite>();
  const sites: Sites = {
    async of(kind) {
      const known = running.get(kind);
      if (known?.isAlive()) return known;
      await sites.drop(kind);
      const started = await startAttackSite(kind);
      running.set(kind, started);
      await warmUp(started);
      return started;
    },
    async drop(kind) {
      const known = running.get(kind);
      running.delete(kind);
      await known?.close();
    },
    close: async () => void (await Promise.all(Array.from(running.keys(), sites.drop))),
  };
  return sites;
}

/** Refusals of every kind, and answers: the first ones load and compile what all that follow have. */
const USUAL = [
  post('{ x'),
  post('{ x }'),
  post('{ store(storeId: "x") { id } }'),
  post('query ($a: Int!) { __typename }', { a: 'x' }),
  post('{ store(storeId: "1") { coupons(first: -1) { nodes { id } } } }'),
  post('{ store(storeId: "1") { name } }', {}, 'nobody'),
  post('{ store(storeId: "1") { name coupons(first: 100) { nodes { code note } pageInfo { hasNextPage } } } }'),
  post(`{ nodes(ids: [${'1 '.repeat(100)}]) { id } __schema { types { name } } }`),
];
const WARM_UP_ROUNDS = 25;

async function warmUp(site: AttackSite): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const request of USUAL) await exchange(site, request);
  }
  await site.ordinary.take(WARM_UP_ROUNDS);
  site.ordinary.pause();
}
