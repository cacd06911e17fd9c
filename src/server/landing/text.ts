import { type Example, type Guide, toLabel } from './guide.ts';

/** The guide for a terminal. `baseUrl` is the gateway's own, without a slash at its end. */
export function printText({ title, entries, example }: Guide, baseUrl: string): string {
  const rows = entries.map(({ name, value, note }) => `  ${toLabel(name).padEnd(12)}${value.padEnd(18)}${note}`);
  return [title, '', ...rows, ...(example ? ['', printCurl(example, baseUrl)] : []), ''].join('\n');
}

/** The guide for a program: an object of its entries. */
export function printJson({ title, entries }: Guide): string {
  return JSON.stringify({ title, ...Object.fromEntries(entries.map(({ name, value }) => [name, value])) });
}

/** The example as one line for a POSIX shell. */
export function printCurl({ authorization, query }: Example, baseUrl: string): string {
  const body = JSON.stringify({ query });
  return `curl ${baseUrl}/graphql -H 'Authorization: ${authorization}' -H 'Content-Type: application/json' -d '${body}'`;
}
