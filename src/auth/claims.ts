/** What a verified token says. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The values of a claim that are text: the words of a string, or the strings of a list. Numbers are none, since a store's
 * id loses digits as one.
 *
 * @param name of the claim, or a JSON Pointer into it (RFC 6901) when it begins with a slash.
 */
export function wordsOf(claims: Claims, name: string): readonly string[] {
  const value = claimOf(claims, name);
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((word) => word !== '');
  return textsOf(value);
}

/** Whether a claim is one of these values, or a list that holds one. */
export function hasOneOf(claims: Claims, name: string, values: readonly string[]): boolean {
  const value = claimOf(claims, name);
  const texts = typeof value === 'string' ? [value] : textsOf(value);
  return texts.some((text) => values.includes(text));
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function claimOf(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return ownValue(claims, name);
  return name.slice(1).split('/').map(unescapeStep).reduce<unknown>(ownValue, claims);
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
