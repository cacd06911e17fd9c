import { buildSchema, execute, type GraphQLError, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { withoutValues } from '../../src/graphql/redact.ts';

const SCHEMA = buildSchema(`
  enum Color { RED GREEN }
  input Thing { id: ID, size: Int, weight: Float, name: String, isNew: Boolean, color: Color, parts: [Thing!] }
  type Query { find(thing: Thing, size: Int, weight: Float, name: String, isNew: Boolean, color: Color): Int }
`);

/** A value that a client put in the wrong place, with everything that could confuse a pattern. */
const SECRET = 'hunter2; at "thing.id"; Int cannot represent';

function messagesOf(thing: unknown): string[] {
  const document = parse('query ($thing: Thing) { find(thing: $thing) }');
  const result = execute({ schema: SCHEMA, document, variableValues: { thing } }) as { errors?: GraphQLError[] };
  return (result.errors ?? []).map((error) => withoutValues(error.message));
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
