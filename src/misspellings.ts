/** Shorter names are too close to what other programs read: HOST to HOME, AUTH_MODE to AUTH_CODE. */
const MIN_LENGTH = 10;

/** A name that nobody reads, and the one that was probably meant. */
export interface Misspelling {
  readonly given: string;
  readonly meant: string;
}

/** The names that are one slip or their case away from a known one. One that is given itself is not looked for. */
export function findMisspellings(given: readonly string[], known: readonly string[]): readonly Misspelling[] {
  const wanted = known.filter((name) => name.length >= MIN_LENGTH && !given.includes(name));
  return given
    .filter((name) => !known.includes(name))
    .flatMap((name) =>
      wanted.filter((meant) => isOneSlip(name.toUpperCase(), meant)).map((meant) => ({ given: name, meant })),
    );
}

/** Whether a word is a known one but for a letter too many, too few or another one, or two swapped. */
export function isOneSlip(given: string, meant: string): boolean {
  const [a, b] = withoutCommonEnds(given, meant);
  if (a.length <= 1 && b.length <= 1) return true;
  return a.length === 2 && a[0] === b[1] && a[1] === b[0] && b.length === 2;
}

/** What is left of two texts without what they have in common at the start, and then at the end. */
function withoutCommonEnds(a: string, b: string): readonly [string, string] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
