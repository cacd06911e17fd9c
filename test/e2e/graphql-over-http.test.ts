import { type AuditRequirement, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

const audits = serverAudits({ url: () => `${gateway.url}/graphql` });

describe('the published audits of GraphQL over HTTP', () => {
  test('cover all three levels of requirement, each under an id of its own', () => {
    const levels: readonly AuditRequirement[] = ['MUST', 'SHOULD', 'MAY'];
    const sizes = levels.map((level) => audits.filter(({ name }) => name.startsWith(`${level} `)).length);
    expect(new Set(audits.map(({ id }) => id)).size).toBe(61);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(61);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test.each(audits)('$id: $name', async ({ fn }) => {
    const result = await fn();
    const reason = result.status === 'ok' ? undefined : `${result.reason}: ${await result.response.text()}`;
    expect({ status: result.status, reason }).toEqual({ status: 'ok', reason: undefined });
  });
});
