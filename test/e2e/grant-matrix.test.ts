import fc from 'fast-check';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { factsOf, typeFactsOf } from '../../src/graphql/facts.ts';
import { createSchema, createSubgraphSchema } from '../../src/graphql/schema.ts';
import { WHOLE_SUBGRAPH } from '../federation/whole-subgraph.ts';
import { EMPTY_STORE_ID, STORE_ID } from '../support/gateway.ts';
import { HELD_KEY, startTokenGateway, type TokenGateway } from '../support/token-gateway.ts';

const STORES = [STORE_ID, EMPTY_STORE_ID, '411486491630370999'] as const;
/** The stores that there is a key for; nobody may anything in the other, whatever was granted. */
const WITH_KEY: readonly string[] = STORES.slice(0, 2);
const SCOPES = ['coupons:read', 'coupons:write', 'marketing:read', 'marketing:write'] as const;
type Scope = (typeof SCOPES)[number];
const COUPON_ID = '9000000000000000001';

/** One field of an operation: what it asks for, in which store, and what that takes. */
interface Asked {
  /** The root field that it goes through. */
  readonly root: string;
  /** The field or type that says for routers what it takes. */
  readonly told?: string;
  readonly needs: Scope | 'any';
  readonly text: (storeId: string) => string;
}

const gid = (type: string, storeId: string, part = ''): string => `"gid://paynow/${type}/${storeId}${part}"`;
const inStore = (needs: Asked['needs'], fields: string): Asked => ({
  root: 'Query.store',
  ...(needs !== 'any' && { told: `Store.${/^\w+/.exec(fields)?.[0]}` }),
  needs,
  text: (storeId) => `store(storeId: "${storeId}") { ${fields} }`,
});
const MAIL = `configuration: { enabled: false, triggerAfter: "PT1H", minimumOrderValue: 0, commands: [], couponConfiguration: {
  discount: { amount: 1 }, duration: ONCE, minimumOrderValue: 0, discountOnlyRequiredTagsOrProducts: false,
  discountApplyBeforeSales: false, requiredTagIds: [], requiredProductIds: [], customerRedeemLimitEnabled: false,
  customerRedeemLimit: 0, usableOnOneTimePurchases: true, usableOnSubscriptions: true } }`;

const QUERIES: readonly Asked[] = [
  inStore('any', 'name'),
  inStore('any', 'currency slug'),
  inStore('coupons:read', 'coupons(first: 1) { nodes { id } pageInfo { hasNextPage } }'),
  inStore('coupons:read', `coupon(couponId: "${COUPON_ID}") { code }`),
  inStore('coupons:read', 'couponsCount(limit: 10) { count }'),
  inStore('coupons:read', 'couponByCode(code: "NONE") { id }'),
  inStore('marketing:read', 'marketingConfiguration(kind: ABANDONED_CHECKOUT) { enabled }'),
  inStore('marketing:read', 'marketingConfigurations { enabled }'),
  {
    root: 'Query.coupon',
    told: 'Query.coupon',
    needs: 'coupons:read',
    text: (storeId) => `coupon(storeId: "${storeId}", couponId: "${COUPON_ID}") { code store { storeId } }`,
  },
  {
    root: 'Query.node',
    needs: 'any',
    text: (storeId) => `node(id: ${gid('Store', storeId)}) { ... on Store { name } }`,
  },
  {
    root: 'Query.node',
    told: 'Coupon',
    needs: 'coupons:read',
    text: (storeId) => `node(id: ${gid('Coupon', storeId, `/${COUPON_ID}`)}) { id }`,
  },
  {
    root: 'Query.node',
    told: 'MarketingConfiguration',
    needs: 'marketing:read',
    text: (storeId) => `node(id: ${gid('MarketingConfiguration', storeId, '/PURCHASE_FOLLOW_UP')}) { id }`,
  },
  {
    root: 'Query.nodes',
    needs: 'coupons:read',
    // Enough of them for a list window.
    text: (storeId) =>
      `nodes(ids: [${Array.from({ length: 5 }, (_, i) => gid('Coupon', storeId, `/900000000000000000${i}`)).join(' ')}]) { id }`,
  },
];

const ENTITIES: readonly Asked[] = [
  ['any', 'Store', '', '... on Store { name }'],
  ['coupons:read', 'Coupon', `, couponId: "${COUPON_ID}"`, '... on Coupon { code }'],
].map(([needs = '', type, part, fields]) => ({
  root: 'Query._entities',
  needs: needs as Asked['needs'],
  text: (storeId: string) =>
    `_entities(representations: [{ __typename: "${type}", storeId: "${storeId}"${part} }]) { ${fields} }`,
}));

const MUTATIONS: readonly Asked[] = (
  [
    [
      'couponCreate',
      'coupons:write',
      (storeId) => `storeId: "${storeId}", coupon: { code: "M", discount: { amount: 1 } }`,
    ],
    // What is wrong with an input is nothing for those to know who may not write.
    [
      'couponCreate',
      'coupons:write',
      (storeId) => `storeId: "${storeId}", coupon: { code: "", discount: { amount: -1 } }`,
    ],
    [
      'couponUpdate',
      'coupons:write',
      (storeId) => `id: ${gid('Coupon', storeId, `/${COUPON_ID}`)}, set: { note: "x" }`,
    ],
    ['couponUpdate', 'coupons:write', (storeId) => `id: ${gid('Coupon', storeId, `/${COUPON_ID}`)}, set: {}`],
    [
      'couponUpdate',
      'coupons:write',
      (storeId) => `id: ${gid('Coupon', storeId, `/${COUPON_ID}`)}, expectedVersion: "1", set: { note: "x" }`,
    ],
    ['couponDelete', 'coupons:write', (storeId) => `id: ${gid('Coupon', storeId, '/7')}`],
    [
      'couponBulkCreate',
      'coupons:write',
      (storeId) => `storeId: "${storeId}", template: { discount: { amount: 1 } }, generate: { count: 2 }`,
    ],
    ['couponBulkCreate', 'coupons:write', (storeId) => `storeId: "${storeId}", template: {}, items: []`],
    [
      'couponBulkUpdate',
      'coupons:write',
      (storeId) => `items: [{ id: ${gid('Coupon', storeId, `/${COUPON_ID}`)} }, { id: "x" }], set: { note: "x" }`,
    ],
    [
      'couponBulkDelete',
      'coupons:write',
      (storeId) => `items: [{ id: ${gid('Coupon', storeId, '/7')}, expectedVersion: "1" }]`,
    ],
    [
      'marketingConfigurationSet',
      'marketing:write',
      (storeId) => `storeId: "${storeId}", kind: ABANDONED_CHECKOUT, ${MAIL}`,
    ],
    [
      'marketingConfigurationUpdate',
      'marketing:write',
      (storeId) => `id: ${gid('MarketingConfiguration', storeId, '/ABANDONED_CHECKOUT')}, set: { enabled: true }`,
    ],
  ] as readonly (readonly [string, Scope, (storeId: string) => string])[]
).map(([name, needs, input]) => ({
  root: `Mutation.${name}`,
  told: `Mutation.${name}`,
  needs,
  text: (storeId) => `${name}(input: { ${input(storeId)} }) { userErrors { code } }`,
}));

/** What was granted, as pairs of a store and a scope; the model knows nothing of how the gateway holds them. */
type Pair = `${string} ${Scope}`;
const PAIRS: readonly Pair[] = STORES.flatMap((store) => SCOPES.map((scope): Pair => `${store} ${scope}`));

function mayIn(granted: readonly Pair[], storeId: string, needs: Asked['needs']): boolean {
  if (!WITH_KEY.includes(storeId)) return false;
  const scopes = granted.filter((pair) => pair.startsWith(`${storeId} `)).map((pair) => pair.split(' ')[1]);
  if (needs === 'any') return scopes.length > 0;
  return scopes.includes(needs) || scopes.includes(needs.replace('read', 'write'));
}

/** Grants each pair that stands in the claim `may` of a token. */
const access = ({ name, url, audience }: TokenGateway['issuer']) => ({
  issuers: [
    {
      issuer: name,
      jwks: url,
      audience: [audience],
      grants: PAIRS.map((pair) => {
        const [store, scope] = pair.split(' ');
        return { when: { may: pair }, stores: [store], scopes: [`paynow:${scope}`] };
      }),
    },
  ],
});

/** What a REST call needs, as its method and path say. */
function needOf(method: string, path: string): readonly [storeId: string, needs: Asked['needs']] {
  const [, , , storeId = '', area] = path.split('/');
  if (area === undefined) return [storeId, 'any'];
  return [storeId, `${area}:${method === 'GET' ? 'read' : 'write'}` as Scope];
}

/** Some fields of one operation, each in a store of its own. */
const fieldsOf = (all: readonly Asked[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...all), fc.constantFrom(...STORES)), { minLength: 1, maxLength: 4 })
    // An operation may hold one.
    .filter((fields) => fields.filter(([{ root }]) => root.includes('Bulk')).length <= 1);

async function expectAsModelled(
  gateway: TokenGateway,
  type: 'query' | 'mutation',
  granted: readonly Pair[],
  fields: readonly (readonly [Asked, string])[],
): Promise<void> {
  const token = await gateway.issuer.sign({ claims: { may: granted } as never });
  const texts = fields.map(([{ text }, storeId], index) => `f${index}: ${text(storeId)}`);
  gateway.sandbox.clearRequests();
  const { data, errors = [] } = await gateway.ask(token, `${type} { ${texts.join('\n')} }`);
  expect(Object.keys(data)).toHaveLength(fields.length);
  for (const [index, [{ needs }, storeId]] of fields.entries()) {
    const own = errors.filter(({ path }) => path?.[0] === `f${index}`).map(({ extensions }) => extensions);
    if (mayIn(granted, storeId, needs)) {
      expect(own).toEqual([]);
      continue;
    }
    expect(own.length).toBeGreaterThan(0);
    const requiredScope = needs === 'any' ? 'any' : `paynow:${needs}`;
    for (const each of own) expect(each).toMatchObject({ code: 'FORBIDDEN', requiredScope });
    expect(JSON.stringify(data[`f${index}`])).not.toMatch(/"(?!storeId)\w+":(?!null|\{|\[)/);
  }
  for (const { method, path, headers } of gateway.sandbox.requests) {
    const [storeId, needs] = needOf(method, path);
    expect([path, mayIn(granted, storeId, needs)]).toEqual([path, true]);
    expect(headers.authorization).toBe(`APIKey ${HELD_KEY}`);
  }
}

describe('whoever asks for whatever gets what an independent model of the grants says, and no REST call beyond it', () => {
  it.each<[string, 'query' | 'mutation', readonly Asked[], Readonly<Record<string, string>>]>([
    ['queries', 'query', QUERIES, {}],
    ['mutations', 'mutation', MUTATIONS, {}],
    ['a subgraph', 'query', [...QUERIES, ...ENTITIES], { FEDERATION: 'on' }],
    ['mutations of a subgraph', 'mutation', MUTATIONS, { FEDERATION: 'on' }],
  ])('%s', async (_what, type, all, env) => {
    const gateway = await startTokenGateway({
      access,
      env,
      keys: Object.fromEntries(WITH_KEY.map((id) => [id, HELD_KEY])),
    });
    for (const store of WITH_KEY) gateway.sandbox.data.insertCoupons(store, [{ id: COUPON_ID }]);
    // Each field alone, with nothing, with each single grant, and with everything.
    for (const asked of all) {
      for (const store of STORES) {
        for (const granted of [[], ...PAIRS.map((pair) => [pair]), PAIRS]) {
          await expectAsModelled(gateway, type, granted, [[asked, store]]);
        }
      }
    }
    // Fields of several stores in one operation, with any grants.
    await fc.assert(
      fc.asyncProperty(fc.subarray([...PAIRS]), fieldsOf(all), (granted, fields) =>
        expectAsModelled(gateway, type, granted, fields),
      ),
      { numRuns: 150 },
    );
  });

  it('and routers are told the same', () => {
    const schema = createSubgraphSchema(WHOLE_SUBGRAPH);
    const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
    const fields = types.flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, factsOf(field).scope] as const),
    );
    const told = [...types.map((type) => [type.name, typeFactsOf(type).scope] as const), ...fields];
    const modelled = [...QUERIES, ...MUTATIONS].filter(({ told }) => told).map(({ told, needs }) => [told, needs]);
    expect(Object.fromEntries(told.filter(([, scope]) => scope))).toEqual(Object.fromEntries(modelled));
  });

  it('for every root field there is', () => {
    const roots = [createSchema(), createSubgraphSchema(WHOLE_SUBGRAPH)].flatMap((schema) =>
      [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
        Object.keys((type as GraphQLObjectType).getFields()).map((name) => `${type?.name}.${name}`),
      ),
    );
    const modelled = new Set([...QUERIES, ...ENTITIES, ...MUTATIONS].map(({ root }) => root));
    // These say nothing of a store.
    const others = ['Query.viewer', 'Query._service'];
    expect(roots.filter((root) => !modelled.has(root) && !others.includes(root))).toEqual([]);
  });
});
