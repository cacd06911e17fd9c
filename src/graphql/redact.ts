/**
 * What graphql-js says of a value that does not fit its type repeats the value, which may be a secret put into the
 * wrong place. Each of these takes it out and leaves what the reader needs: where, and what is expected.
 */
const REPLACEMENTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Int|Float|String|Boolean|ID) cannot represent [\s\S]*$/, 'Expected a value of type $1.'],
  // What may follow is a hint, which holds names of the schema only.
  [/\bValue "[\s\S]*" does not exist in "(\w+)" enum\./, 'This value does not exist in the enum $1.'],
  [/\bEnum "(\w+)" cannot represent [\s\S]*$/, 'Expected a value of the enum $1.'],
  [/\bExpected value of type "([^"]+)", found [\s\S]*$/, 'Expected a value of type $1.'],
  [/^(Syntax Error: [^"]*(?:"[^"]*"[^"]*)?\b(?:String|BlockString|Int|Float)) "[\s\S]*$/, '$1.'],
  // Last, when what follows the value repeats nothing of it any more.
  [/^Variable "(\$\w+)" got invalid value [\s\S]*?( at "[\w.[\]]+")?; (?![\s\S]*; )/, 'Variable "$1"$2: '],
];

/** A message of graphql-js without the values that it repeats. */
export function withoutValues(message: string): string {
  return REPLACEMENTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message);
}

/** A message of graphql-js without its guess at what was meant, which names parts of the schema. */
export function withoutHint(message: string): string {
  return message.replace(/ Did you mean [^?]*\?$/, '');
}
