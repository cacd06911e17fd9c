import type { Check, CheckedDocument } from './check.ts';
import type { OperationFacts } from './examine.ts';

/** How many places without `__typename` are named. */
const MAX_PLACES = 3;

/** What was found, for people. */
export function printCheck({ documents, faults }: Check): string {
  const bad = faults.map(({ where, what }) => `✖ ${where}: ${what}\n`);
  return [
    ...documents.map(printDocument),
    ...(bad.length > 0 ? ['\n'] : []),
    ...bad,
    '\n',
    verdict({ documents, faults }),
  ].join('');
}

function printDocument({ id, operations, scopes, missingTypenames, needsIntrospection }: CheckedDocument): string {
  const notes = [
    ...(missingTypenames.length > 0 ? [printMissing(missingTypenames)] : []),
    ...(needsIntrospection ? ['asks for the schema, which production refuses unless INTROSPECTION=on'] : []),
  ];
  const calls = operations.map(printCalls).join('; ');
  const needs = scopes.length > 0 ? `; ${scopes.join(', ')}` : '';
  const lines = [
    `${notes.length > 0 ? '!' : '✔'} ${printNames(operations)} (${shorten(id)}): ${calls}${needs}`,
    ...notes,
  ];
  return lines.map((line, index) => `${index > 0 ? '  → ' : ''}${line}\n`).join('');
}

function printNames(operations: readonly OperationFacts[]): string {
  return operations.map(({ type, name }) => (name ? `${type} ${name}` : `${type} without a name`)).join(', ');
}

function printCalls({ restCalls: { atLeast, atMost } }: OperationFacts): string {
  const count = atLeast === atMost || atMost === null ? String(atLeast) : `${atLeast} to ${atMost}`;
  const more = atMost === null ? ' or more, by its variables' : '';
  return `${count} REST call${count === '1' ? '' : 's'}${more}`;
}

function printMissing(places: readonly string[]): string {
  const named = places.slice(0, MAX_PLACES).join(', ');
  const more = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : '';
  return `no __typename in ${named}${more}: Apollo Client and urql add it, and then send another document`;
}

/** A hash is recognised by its beginning. */
function shorten(id: string): string {
  return id.length > 24 ? `${id.slice(0, 20)}…` : id;
}

function verdict({ documents, faults }: Check): string {
  const count = `${documents.length} document${documents.length === 1 ? '' : 's'}`;
  if (faults.length === 0) return `${count} can be listed.\n`;
  return `${faults.length === 1 ? 'One fault' : `${faults.length} faults`}: the manifests cannot be used.\n`;
}
