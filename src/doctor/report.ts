import type { Finding, State } from './finding.ts';

const MARKS: Readonly<Record<State, string>> = { good: '✔', note: '!', bad: '✖', unknown: '?' };
const NAME_WIDTH = 15;

/** A finding in two lines for people: what was found, and what the gateway makes of it. */
export function toLines({ name, state, found, gateway }: Finding): string {
  return `${MARKS[state]} ${name.padEnd(NAME_WIDTH)}${found}\n${' '.repeat(NAME_WIDTH + 2)}→ ${gateway}\n`;
}

/** The last line for people. */
export function toVerdict(findings: readonly Finding[]): string {
  const count = findings.filter(({ state }) => state === 'bad').length;
  if (count > 0) return `\n${count === 1 ? 'One thing does' : `${count} things do`} not work.\n`;
  const has = (state: State) => findings.some((finding) => finding.state === state);
  if (has('note')) return '\nThe gateway works with this API, but mind what is marked with !.\n';
  return has('unknown') ? '\nAll is well, as far as this store tells.\n' : '\nAll is well.\n';
}

/** Whether nothing was found that does not work. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'bad');
}
