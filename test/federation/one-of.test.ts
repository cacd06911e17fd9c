import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/graphql/builder.ts';
import { type Answer, startGateway, type TestGateway } from '../support/gateway.ts';
import { COMPOSERS } from './compose.ts';
import { WHOLE_SUBGRAPH_ENV } from './whole-subgraph.ts';

const Length = builder.inputType('Length', {
  isOneOf: true,
  fields: (t) => ({ days: t.int(), until: t.field({ type: 'DateTime' }), sameAs: t.string() }),
});

const Plan = builder.inputType('Plan', {
  fields: (t) => ({ name: t.string(), length: t.field({ type: Length }), others: t.field({ type: [Length] }) }),
});

/** Gives its argument back, so that a test sees what a resolver gets. */
builder.queryField('plan', (t) =>
  t.string({
    args: { plan: t.arg({ type: Plan, required: true }) },
    resolve: (_root, { plan }) => JSON.stringify(plan),
  }),
);

let plain: TestGateway;
let subgraph: TestGateway;

beforeAll(async () => {
  [plain, subgraph] = await Promise.all([startGateway(), startGateway({ env: WHOLE_SUBGRAPH_ENV })]);
});
afterAll(() => Promise.all([plain.close(), subgraph.close()]));

const readSchema = async ({ url }: TestGateway) => (await fetch(`${url}/schema.graphql`)).text();
const byVariable = (gateway: TestGateway, plan: unknown) =>
  gateway.query('query ($plan: Plan!) { plan(plan: $plan) }', { plan });
const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

describe('an input of which one field must be given', () => {
  test('says so in the plain schema, and not in the subgraph', async () => {
    expect(await readSchema(plain)).toMatch(/^input Length @oneOf \{$/m);
    expect(await readSchema(subgraph)).toMatch(/^input Length \{$/m);
    expect(await readSchema(subgraph)).not.toContain('@oneOf');
  });

  test.each(Object.entries(COMPOSERS))('composes with %s', async (_name, compose) => {
    expect(compose([{ name: 'paynow', sdl: await readSchema(subgraph) }]).errors).toEqual([]);
  });

  test('would not compose with its directive', async () => {
    const sdl = (await readSchema(subgraph)).replace('input Length {', 'input Length @oneOf {');
    const { errors } = COMPOSERS['@apollo/composition']([{ name: 'paynow', sdl }]);
    expect(errors.join()).toContain('@oneOf');
  });
});

describe('the rule in the subgraph', () => {
  test.each<[string, object]>([
    ['one', { length: { days: 3 } }],
    ['one in a list', { others: [{ days: 3 }, { sameAs: 'spring' }] }],
    ['nothing at all', { name: 'summer' }],
    ['null for the whole', { length: null, others: null }],
  ])('lets through %s', async (_what, plan) => {
    const { data, errors } = await byVariable(subgraph, plan);
    expect(errors).toBeUndefined();
    expect(JSON.parse(data.plan)).toEqual(plan);
  });

  test.each<[string, object, string]>([
    ['none', { length: {} }, '"plan.length" takes'],
    ['two', { length: { days: 3, sameAs: 'spring' } }, '"plan.length" takes'],
    ['null', { length: { days: null } }, '"plan.length" takes'],
    ['one and null', { length: { days: 3, until: null } }, '"plan.length" takes'],
    ['none in a list', { others: [{ days: 3 }, {}] }, '"plan.others[1]" takes'],
  ])('refuses %s, and says where and what to do', async (_what, plan, where) => {
    const { data, errors } = await byVariable(subgraph, plan);
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['plan'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors?.[0]?.message).toBe(
      `${where} exactly one of days, sameAs, until. Give one, not null, and leave the others out.`,
    );
  });

  test('names all places at once', async () => {
    const { errors } = await byVariable(subgraph, { length: {}, others: [{ days: 1, sameAs: 'spring' }] });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).toContain('"plan.length"');
    expect(errors?.[0]?.message).toContain('"plan.others[0]"');
  });

  test('judges what variables inside of the document come to, since clients of a router do not know the directive', async () => {
    const ask = (variables: object) =>
      subgraph.query(
        'query ($days: Int, $sameAs: String) { plan(plan: { length: { days: $days, sameAs: $sameAs } }) }',
        variables,
      );
    const { data, errors } = await ask({ sameAs: 'spring' });
    expect(errors).toBeUndefined();
    expect(JSON.parse(data.plan)).toEqual({ length: { sameAs: 'spring' } });
    expect(codesOf(await ask({}))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await ask({ days: 3, sameAs: 'spring' }))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await ask({ days: null, sameAs: 'spring' }))).toEqual(['BAD_USER_INPUT']);
  });

  test('refuses in both executors, however often a query comes', async () => {
    for (let sighting = 1; sighting <= 6; sighting++) {
      expect(codesOf(await byVariable(subgraph, { length: { days: 1, sameAs: 'often' } }))).toEqual(['BAD_USER_INPUT']);
      expect((await byVariable(subgraph, { length: { days: sighting } })).errors).toBeUndefined();
    }
  });

  test('is that of the plain schema, whatever is given', async () => {
    const length = fc.option(
      fc.record(
        { days: fc.option(fc.integer({ min: 0, max: 9 })), sameAs: fc.option(fc.string()) },
        { requiredKeys: [] },
      ),
    );
    const plan = fc.record({ name: fc.string(), length, others: fc.option(fc.array(length)) }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const [one, other] = [await byVariable(plain, given), await byVariable(subgraph, given)];
        expect(other.data?.plan).toEqual(one.data?.plan);
        expect(new Set(codesOf(other))).toEqual(new Set(codesOf(one)));
      }),
    );
  });
});
