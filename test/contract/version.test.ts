import { expect, it } from 'vitest';
import { CONTRACT_VERSIONS, contractAt } from '../../src/rest/contract/version.ts';

it.each(CONTRACT_VERSIONS)('the contract at %s says its version and has no mark of another', (version) => {
  const contract = contractAt(version);
  expect(contract.info).toMatchObject({ version });
  const { info: _prose, ...rest } = contract;
  expect(JSON.stringify(rest).match(/"x-(?!undocumented")[a-z-]+"/g)).toBeNull();
});

it('every call gives a document of its own', () => {
  const contract = contractAt('2026-08');
  contract.paths = {};
  expect(Object.keys(contractAt('2026-08').paths as object)).toHaveLength(5);
});
