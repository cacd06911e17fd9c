import { type Example, type Guide, toLabel } from './guide.ts';

/** The guide for a terminal. `origin` is the gateway's own. */
export function printText({ title, entries, example }: Guide, origin: string): string {
  const rows = entries.map(({ name, value, note }) => `  ${toLabel(name).padEnd(12)}${value.padEnd(18)}${note}`);
  return [title, '', ...rows, ...(example ? ['', printCurl(example, origin)] : []), ''].join('\n');
}

/** The guide for a program: an object of its entries. */
export function printJson({ title, entries }: Guide): string {
  return JSON.stringify({ title, ...Object.fromEntries(entries.map(({ name, value }) => [name, value])) });
}

/** The example as one line for a POSIX shell. */
export function printCurl({ authorization, query }: Example, origin: string): string {
  const body = JSON.stringify({ query });
  return `curl ${origin}/graphql -H 'Authorization: ${authorization}' -H 'Content-Type: application/json' -d '${body}'`;
}
