import { getIntrospectionQuery, parse, Source } from 'graphql';
import { describe, expect, it } from 'vitest';
import { OPERATION_LIMITS } from '../../src/server/operation/limits/operation-limits.ts';
import { checkSelections } from '../../src/server/operation/limits/selections.ts';
import { checkTokens } from '../../src/server/operation/limits/tokens.ts';
import { isNestedDeeper } from '../../src/server/operation/parameters.ts';

const { characters, tokens, nesting, depth, selections, aliases, keyCharacters, directives } = OPERATION_LIMITS;

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** What the gateway does with a text before it validates it. */
function check(text: string) {
  checkTokens(new Source(text));
  return checkSelections(parse(text));
}

/** One limit, and a document that holds `n` of what it counts. */
interface Row {
  readonly id: string;
  readonly limit: number;
  readonly documentOf: (n: number) => string;
  /** How many of them come at once, where they do not come singly. */
  readonly step?: number;
  readonly message: RegExp;
}

const ROWS: readonly Row[] = [
  {
    id: 'characters',
    limit: characters,
    documentOf: (n) => '{ a } #'.padEnd(n),
    message: /too many characters \(32,768 at most\)/,
  },
  {
    id: 'tokens',
    limit: tokens,
    documentOf: (n) => `{ a(b: [ ${'1 '.repeat(n - 9)}]) }`,
    message: /too many tokens \(5,000 at most\)/,
  },
  {
    id: 'brackets in each other',
    limit: nesting,
    documentOf: (n) => `{ a(b: ${'['.repeat(n - 2)}${']'.repeat(n - 2)}) }`,
    message: /brackets within each other \(32 at most\)/,
  },
  {
    id: 'fields in each other',
    limit: depth,
    documentOf: (n) => '{ a '.repeat(n) + '}'.repeat(n),
    message: /nests fields too deeply \(15 at most\)/,
  },
  {
    id: 'fields in each other through fragments',
    limit: depth,
    documentOf: (n) =>
      `{ ...F0 } ${times(n, (i) => `fragment F${i} on A { a ${i < n - 1 ? `{ ...F${i + 1} }` : ''} }`)}`,
    message: /nests fields too deeply/,
  },
  {
    id: 'fields',
    limit: selections,
    documentOf: (n) => `{ ${times(n, (i) => `a${i}`)} }`,
    message: /selects too many fields \(3,000 at most\)/,
  },
  {
    id: 'fields of a fragment that is used often',
    limit: selections,
    step: 60,
    documentOf: (n) => `{ ${times(n / 60, (i) => `b${i} { ...F }`)} } fragment F on A { ${times(58, (i) => `a${i}`)} }`,
    message: /selects too many fields/,
  },
  {
    id: 'fields of several operations',
    limit: selections,
    documentOf: (n) => times(4, (i) => `query Q${i} { ${times((n + i) / 4, (j) => `a${j}`)} }`),
    message: /selects too many fields/,
  },
  {
    id: 'fields of a fragment that nothing uses',
    limit: selections,
    documentOf: (n) => `{ a } fragment F on A { ${times(n - 1, (i) => `a${i}`)} }`,
    message: /selects too many fields/,
  },
  {
    id: 'aliases',
    limit: aliases,
    documentOf: (n) => `{ ${times(n, (i) => `a${i}: b`)} }`,
    message: /too many aliases \(100 at most\)/,
  },
  {
    id: 'aliases of a fragment that is used often',
    limit: aliases,
    step: 2,
    documentOf: (n) => `{ ${times(n / 2, (i) => `b${i} { ...F }`)} } fragment F on A { x: c y: d }`,
    message: /too many aliases/,
  },
  {
    id: 'characters of an alias',
    limit: keyCharacters,
    documentOf: (n) => `{ ${'a'.repeat(n)}: b }`,
    message: /alias has too many characters \(128 at most\)/,
  },
  {
    id: 'directives',
    limit: directives,
    documentOf: (n) =>
      `query ($a: A @d) @d { b @d ...F @d ... @d { c } } fragment F on A @d { e ${'@d '.repeat(n - 6)} }`,
    message: /too many directives \(40 at most\)/,
  },
  {
    id: 'repetitions of a field, in pairs',
    limit: 100,
    documentOf: (n) => `{ ${'a '.repeat(n)}}`,
    message: /repeats fields in too many pairs \(5,000 at most\)/,
  },
  {
    id: 'repetitions of a field below others of one name',
    limit: 100,
    documentOf: (n) => `{ ${times(n, (i) => `...F${i}`)} } ${times(n, (i) => `fragment F${i} on A { b${i} { c } x }`)}`,
    message: /repeats fields in too many pairs/,
  },
];

describe('a document', () => {
  it.each(ROWS)('may be at the limit but not beyond it: $id', ({ limit, documentOf, step = 1, message }) => {
    expect(() => check(documentOf(limit))).not.toThrow();
    const beyond = documentOf(limit + step);
    expect(() => check(beyond)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
    expect(() => check(beyond)).toThrow(expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }));
  });

  it.each([
    ['directly', 'fragment F on A { ...F }'],
    ['through another', 'fragment F on A { ...G } fragment G on A { ... on A { ...F } }'],
    ['further down', 'fragment F on A { b { c { ...F } } }'],
  ])('may not hold a fragment in itself: %s', (_id, fragments) => {
    for (const operation of ['{ a }', '{ ...F }', '{ a { ...F } }']) {
      expect(() => check(`${operation} ${fragments}`)).toThrow(/A fragment spreads itself/);
    }
  });

  it('with fragments that double each other sixty times over is refused all the same', () => {
    const fields = (i: number) => `fragment F${i} on A { a { ...F${i + 1} } b { ...F${i + 1} } }`;
    expect(() => check(`{ ...F0 } ${times(60, fields)} fragment F60 on A { c }`)).toThrow(/at most/);
    // Spread twice in one place, it is there once.
    const spreads = (i: number) => `fragment F${i} on A { ...F${i + 1} ...F${i + 1} }`;
    expect(() => check(`{ ...F0 } ${times(60, spreads)} fragment F60 on A { c }`)).not.toThrow();
  });

  it('may be the introspection of every tool', () => {
    const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, oneOf: true };
    expect(() => check(getIntrospectionQuery({ ...options, inputValueDeprecation: true }))).not.toThrow();
  });
});

describe('nesting', () => {
  it('counts objects and lists, wherever they stand', () => {
    const value = { a: [1, null, { b: [] }] };
    expect([0, 1, 2, 3, 4].map((levels) => isNestedDeeper(value, levels))).toEqual([true, true, true, true, false]);
    expect(isNestedDeeper('text', 0)).toBe(false);
  });
});
