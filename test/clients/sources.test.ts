import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';

/** What a developer writes where the types of a schema do not say enough. */
const CRUTCHES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.NonNullExpression, '!'],
  [ts.SyntaxKind.AsExpression, 'as'],
  [ts.SyntaxKind.TypeAssertionExpression, '<T>'],
  [ts.SyntaxKind.AnyKeyword, 'any'],
  [ts.SyntaxKind.QuestionQuestionToken, '??'],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, '??='],
  [ts.SyntaxKind.BarBarEqualsToken, '||='],
]);

/** Each crutch in a source, with its line. */
function crutchesIn(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const note = (node: ts.Node, crutch: string): void => {
    found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${crutch}`);
  };
  const visit = (node: ts.Node): void => {
    const crutch = CRUTCHES.get(node.kind);
    if (crutch) note(node, crutch);
    if ((ts.isParameter(node) || ts.isBindingElement(node)) && node.initializer) note(node, 'default value');
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const [at] of source.matchAll(/@ts-[a-z-]+/g)) found.push(`${name} ${at}`);
  return found;
}

test('the programs need no non-null assertion, no cast and no default value', () => {
  const sources = globSync('{apollo,relay,urql}/src/*.ts', { cwd: import.meta.dirname });
  assert(sources.length >= 10);
  const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  assert.deepEqual(
    sources.flatMap((name) => crutchesIn(name, read(name))),
    [],
  );
});

test('all of those would be found', () => {
  const source = `
    const list = data!.store;
    const id = text as ID;
    const other = <ID>text;
    let all: any;
    const rows = list?.rows ?? [];
    const first = (count = 20) => count;
    const { note = '' } = coupon;
    note ||= '';
    note ??= '';
    // @ts-expect-error
  `;
  assert.deepEqual(crutchesIn('a.ts', source), [
    'a.ts:2 !',
    'a.ts:3 as',
    'a.ts:4 <T>',
    'a.ts:5 any',
    'a.ts:6 ??',
    'a.ts:7 default value',
    'a.ts:8 default value',
    'a.ts:9 ||=',
    'a.ts:10 ??=',
    'a.ts @ts-expect-error',
  ]);
});
