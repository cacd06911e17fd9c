/**
 * What graphql-js says of a literal that does not fit repeats the literal, which may be a secret put into the wrong
 * place. Messages are cut at words of graphql-js's own by plain searches: a pattern that looks ahead over a client's
 * text takes a time that grows with its square.
 */

const SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID'];
const CANNOT_REPRESENT = ' cannot represent ';
const NOT_IN_ENUM = '" does not exist in "';
const EXPECTED = 'Expected value of type "';
const ENUM = 'Enum "';
/** Kinds of tokens whose text is a value. */
const VALUE_TOKENS = ['String', 'BlockString', 'Int', 'Float'];

/** A message of graphql-js without the values that it repeats, and no longer than a person reads. */
export function withoutValues(message: string): string {
  const text = withoutLiteral(message);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** In characters. Names that a client made up may be as long as its document. */
const MAX_LENGTH = 500;

function withoutLiteral(message: string): string {
  const scalar = SCALARS.find((name) => message.startsWith(name + CANNOT_REPRESENT));
  if (scalar) return `Expected a value of type ${scalar}.`;
  if (message.startsWith(EXPECTED)) {
    const end = message.indexOf('", found ');
    return end < 0 ? message : `Expected a value of type ${message.slice(EXPECTED.length, end)}.`;
  }
  if (message.startsWith(ENUM)) {
    const end = message.indexOf(`"${CANNOT_REPRESENT}`);
    return end < 0 ? message : `Expected a value of the enum ${message.slice(ENUM.length, end)}.`;
  }
  if (message.startsWith('Argument "')) {
    const end = message.indexOf(' has invalid value ');
    return end < 0 ? message : `${message.slice(0, end)} has an invalid value.`;
  }
  // The last one is graphql-js's own: what follows holds names of the schema only.
  const at = message.startsWith('Value "') ? message.lastIndexOf(NOT_IN_ENUM) : -1;
  if (at >= 0) {
    const [name = '', hint = ''] = message.slice(at + NOT_IN_ENUM.length).split('" enum.', 2);
    return `This value does not exist in the enum ${name}.${hint}`;
  }
  return message.startsWith('Syntax Error: ') ? withoutToken(message) : message;
}

/** Syntax errors end with the token that was found: its kind and, in quotes, its text. */
function withoutToken(message: string): string {
  const cuts = VALUE_TOKENS.map((kind) => message.indexOf(` ${kind} "`)).filter((at) => at >= 0);
  if (cuts.length === 0) return message;
  const at = Math.min(...cuts);
  return `${message.slice(0, message.indexOf(' "', at + 1))}.`;
}
