import { afterAll, describe, expect, test } from 'vitest';
import type { Attack } from '../support/attack.ts';
import { type AttackSite, startAttackSite } from '../support/attack-site.ts';
import { makeAttack } from '../support/attacker.ts';
import { ATTACKS } from './attacks.ts';

/**
 * Each attack on a gateway with a heap of 256 MB, beside an ordinary client. What is judged here does not depend on time:
 * answers, REST calls, memory, log, and that all others are served. What attacks take of processor and patience is judged
 * by `npm run soak -- --adversary`.
 */
const sites = new Map<string, AttackSite>();

/** Makes an attack, on a gateway that has come through all before; gives the promises that it broke. */
async function attackOnce(attack: Attack): Promise<readonly string[]> {
  const { gateway = 'open' } = attack;
  const site = sites.get(gateway) ?? (await startAttackSite(gateway));
  sites.set(gateway, site);
  let isHurt = true;
  try {
    const { faults } = await makeAttack(site, attack, 0);
    isHurt = faults.length > 0;
    return faults;
  } finally {
    if (isHurt) {
      sites.delete(gateway);
      await site.close();
    }
  }
}

afterAll(() => Promise.all(Array.from(sites.values(), (site) => site.close())));

for (const [kind, attacks] of Object.entries(ATTACKS)) {
  describe(`${kind} hurt nobody`, () => {
    // Names are whole, so that one attack can be run by its own: `test.each` would cut them.
    for (const attack of attacks) {
      test(attack.id, async () => {
        const faults = await attackOnce(attack);
        expect(faults, faults.join('\n')).toEqual([]);
      });
    }
  });
}

test('every attack has a name of its own', () => {
  const ids = Object.values(ATTACKS).flatMap((attacks) => attacks.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
