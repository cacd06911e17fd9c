import { type FieldNode, GraphQLError, type GraphQLResolveInfo, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Account } from '../../src/graphql/account.ts';
import { isLargerThan } from '../../src/server/operation/limits/json-size.ts';

const [operation] = parse('{ rows { id } }').definitions;
const [selection] = operation?.kind === 'OperationDefinition' ? operation.selectionSet.selections : [];
const node = selection as FieldNode;
const INFO = { fieldNodes: [node] } as unknown as GraphQLResolveInfo;

function createAccount(limits: { values?: number; failures?: number }) {
  const ends = { count: 0 };
  const account = new Account({ values: 1000, failures: 1000, ...limits }, () => {
    ends.count++;
  });
  account.begin(new Map([[node, 10]]));
  return { account, ends };
}

describe('what was not predicted is counted while it happens', () => {
  test('rows are counted by the values in each, and given back while there may be more', () => {
    const { account } = createAccount({ values: 50 });
    const rows = ['a', 'b', 'c', 'd', 'e'];
    expect(account.rows(INFO, rows)).toBe(rows);
    expect(() => account.rows(INFO, ['f'])).toThrow(
      expect.objectContaining({ extensions: { code: 'OPERATION_TOO_COSTLY' } }),
    );
  });

  test('an operation that is executed again is counted from the start', () => {
    const { account } = createAccount({ values: 50 });
    account.rows(INFO, Array(5).fill('a'));
    account.begin(new Map([[node, 10]]));
    expect(() => account.rows(INFO, Array(5).fill('a'))).not.toThrow();
  });

  test('an operation that has ended lets nothing more begin', () => {
    const { account, ends } = createAccount({ values: 50 });
    expect(() => account.proceed()).not.toThrow();
    expect(() => account.rows(INFO, Array(6).fill('a'))).toThrow('too many values');
    expect(ends.count).toBe(1);
    expect(() => account.proceed()).toThrow('has ended');
    expect(() => account.rows(INFO, ['a'])).toThrow('has ended');
    account.begin(new Map());
    expect(() => account.proceed()).not.toThrow();
  });

  test('past the last failure each field fails with one and the same error, and reads end once', () => {
    const { account, ends } = createAccount({ failures: 2 });
    const thrownBy = (error: Error): unknown => {
      try {
        return account.fail(error);
      } catch (thrown) {
        return thrown;
      }
    };
    const own = [new Error('1'), new Error('2')];
    expect(own.map(thrownBy)).toEqual(own);
    expect(ends.count).toBe(0);
    const [third, fourth] = [thrownBy(new Error('3')), thrownBy(new Error('4'))];
    expect(third).toBeInstanceOf(GraphQLError);
    expect(fourth).toBe(third);
    expect(ends.count).toBe(1);
  });
});

test.each<[id: string, value: unknown]>([
  ['a text', 'x'.repeat(1000)],
  ['keys', Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${'k'.repeat(30)}${index}`, null]))],
  ['one text in many places', Array(100).fill({ note: 'x'.repeat(20) })],
  ['a list in a list', Array(20).fill(Array(20).fill(true))],
])('the size of JSON is told without making it: %s', (_id, value) => {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  expect(isLargerThan(value, bytes * 2)).toBe(false);
  expect(isLargerThan(value, bytes / 2)).toBe(true);
});
