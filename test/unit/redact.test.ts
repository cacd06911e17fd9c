import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { withoutValues } from '../../src/graphql/errors.ts';
import { coerceVariables } from '../../src/server/operation/coerce-variables.ts';

const SCHEMA = buildSchema(`
  enum Color { RED GREEN }
  input Thing { id: ID, size: Int, weight: Float, name: String, isNew: Boolean, color: Color, parts: [Thing!] }
  type Query { find(thing: Thing, size: Int, weight: Float, name: String, isNew: Boolean, color: Color): Int }
`);

/** A value that a client put in the wrong place, with everything that could confuse a pattern. */
const SECRET = 'hunter2; at "thing.id"; Int cannot represent';

function messagesOf(thing: unknown): string[] {
  const document = parse('query ($thing: Thing) { find(thing: $thing) }');
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  return (coerceVariables(SCHEMA, definitions, { thing }, true).errors ?? []).map(({ message }) => message);
}

test.each([
  ['ID', { id: { s: SECRET } }],
  ['Int', { size: SECRET }],
  ['Float', { weight: SECRET }],
  ['String', { name: [SECRET] }],
  ['Boolean', { isNew: SECRET }],
  ['an enum value', { color: SECRET }],
  ['an enum value that looks like the message', { color: 'x" does not exist in "Color" enum. hunter2' }],
  ['an enum of another type', { color: { s: SECRET } }],
  ['an object', SECRET],
  ['a nested list', { parts: [{ size: 1 }, { size: SECRET }] }],
  ['beside a missing variable', { parts: [null, SECRET] }],
])('what is said of a variable repeats no value: %s', (_kind, thing) => {
  const messages = messagesOf(thing);
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) {
    expect(message).toMatch(/^Variable "\$thing"/);
    expect(message).not.toContain('hunter2');
  }
});

test('what is said of a variable keeps the place and what is expected', () => {
  expect(messagesOf({ parts: [{ size: 1 }, { size: 'x' }] })).toEqual([
    'Variable "$thing" at "thing.parts[1].size": Expected a value of type Int.',
  ]);
});

test('a hint is given for an enum value, whatever the value holds, and only to who may read the schema', () => {
  const document = parse('query ($color: Color) { find(color: $color) }');
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const told = (color: string, hints: boolean) =>
    coerceVariables(SCHEMA, definitions, { color }, hints).errors?.map(({ message }) => message);
  const place = 'Variable "$color": This value does not exist in the enum Color.';
  expect(told('REDD', true)).toEqual([`${place} Did you mean the enum value "RED"?`]);
  expect(told('REDD', false)).toEqual([place]);
  expect(told('hunter2" enum. Did you mean " enum. hunter2', true)).toEqual([place]);
});

test('a name that a client made up is told while it is short', () => {
  expect(messagesOf({ nam: 1 })).toEqual([
    'Variable "$thing": Field "nam" is not defined by type "Thing". Did you mean "name"?',
  ]);
  expect(messagesOf({ ['n'.repeat(90_000)]: 1 })).toEqual(['Variable "$thing": Expected a value of type Thing.']);
});

test('no more than fifty mistakes are told at once', () => {
  const parts = Array.from({ length: 20_000 }, () => ({ size: 'hunter2' }));
  expect(messagesOf({ parts })).toHaveLength(50);
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a variable of the name %s is only what the client sent',
  (name) => {
    const document = parse(`query ($${name}: Int!) { find(size: $${name}) }`);
    const definitions = getOperationAST(document)?.variableDefinitions ?? [];
    expect(coerceVariables(SCHEMA, definitions, {}, true).errors).toHaveLength(1);
    const given = JSON.parse(`{"${name}": 5}`) as Record<string, unknown>;
    const { coerced } = coerceVariables(SCHEMA, definitions, given, true);
    expect(Object.entries(coerced ?? {})).toEqual([[name, 5]]);
  },
);

test.each([
  'size: "hunter2"',
  'weight: "hunter2"',
  'name: 5432',
  'isNew: "hunter2"',
  'color: hunter2',
  'color: "hunter2"',
])('what is said of a literal repeats no value: %s', (argument) => {
  const errors = validate(SCHEMA, parse(`{ find(${argument}) }`));
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) expect(withoutValues(error.message)).not.toMatch(/hunter2|5432/);
});

test('other messages stay as they are', () => {
  const message = 'Cannot query field "nam" on type "Store". Did you mean "name"?';
  expect(withoutValues(message)).toBe(message);
});

test('a message is no longer than a person reads', () => {
  expect(withoutValues(`Cannot query field "${'a'.repeat(30_000)}" on type "Query".`)).toHaveLength(501);
});

const LITERALS = ['"; "', '" Did you mean "', ' cannot represent ', '" does not exist in "Color" enum.', ' String "'];

test.each(LITERALS)('no text of a client makes a message slow to cut: %s', (text) => {
  const many = text.repeat(50_000);
  for (const message of [
    `Value "${many}" does not exist in "Color" enum. Did you mean the enum value "RED"?`,
    `Enum "Color" cannot represent non-enum value: "${many}".`,
    `Expected value of type "Thing", found "${many}".`,
    `Syntax Error: Expected Name, found String "${many}".`,
    `Argument "ids" has invalid value ["${many}"].`,
    `String cannot represent a non string value: "${many}"`,
  ]) {
    const cut = withoutValues(message);
    expect(cut).toMatch(/^.{10,200}$/);
    expect(cut).not.toContain(text.slice(0, 5).repeat(2));
  }
});
