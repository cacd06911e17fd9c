import { describe, expect, it } from 'vitest';
import { allows, createAccess } from '../../src/auth/grants.ts';
import type { GrantRule } from '../../src/auth/settings.ts';

const rule = (group: string, stores: readonly string[]): GrantRule => ({
  when: { groups: [group] },
  stores,
  scopes: ['coupons:read'],
});
const claims = (...groups: readonly string[]) => ({ sub: 'ann', groups: [...groups] });

describe('what bearers of tokens may do', () => {
  it('is one object for all whom the same rules are meant for, whatever else their tokens say', () => {
    const accessOf = createAccess({ grants: { by: 'rules', rules: [rule('a', ['1', '2']), rule('b', ['3'])] } });
    const first = accessOf({ ...claims('a'), jti: '1' } as never);
    expect(accessOf({ ...claims('a'), jti: '2' } as never)).toBe(first);
    const other = accessOf(claims('a', 'b') as never);
    expect(other).not.toBe(first);
    expect(
      ['1', '3'].map((store) => [allows(first, store, 'coupons:read'), allows(other, store, 'coupons:read')]),
    ).toEqual([
      [true, true],
      [false, true],
    ]);
  });
});
