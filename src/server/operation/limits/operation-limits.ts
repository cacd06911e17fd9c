import type { GraphQLError } from 'graphql';
import { ENDED } from '../../../graphql/account.ts';
import { badUserInput, tooCostly } from '../../../graphql/errors.ts';

/**
 * What one document, its variables and its answer may amount to. Each number is well above what this schema can be used
 * for, and low enough that a document nobody has seen before costs at most some 20 ms to refuse or to check.
 */
export const OPERATION_LIMITS = {
  /** Characters of the document. 50 coupons of all fields under aliases take 24,000. */
  characters: 32 * 1024,
  /** Lexical tokens of the document. Those 50 coupons take 2,300. */
  tokens: 5000,
  /** Brackets that are open at once, in the document and in the variables: the parser recurses with each. */
  nesting: 32,
  /** Fields within fields. A useful operation has 9, the introspection of GraphiQL has 15. */
  depth: 15,
  /** Fields and fragments, counted wherever they are spread. Those 50 coupons select 2,000. */
  selections: 3000,
  /** Aliases, counted wherever they are spread. One operation may cost 50 REST calls. */
  aliases: 100,
  /** Characters of an alias: it is repeated in each row of the answer. */
  keyCharacters: 128,
  /** Directives as written. */
  directives: 40,
  /**
   * Pairs of fields of one name in one place, which validation compares with each other: 100 fields make 4,950 of them.
   */
  pairs: 5000,
  /** Values in the answer; one that waits for the REST API counts as twenty. 50 pages of 100 coupons hold 165,000. */
  values: 250_000,
  /** Fields that may fail before the operation ends. */
  failures: 1000,
  /** Errors in the answer; one more says how many there were. */
  errors: 100,
  /** Selections of a document that is still compiled, which takes 19 µs for each. */
  compiledSelections: 1000,
} as const;

/** An error that says what a limit is and what to do. */
export function beyondLimit(limit: keyof typeof OPERATION_LIMITS, what: string, advice: string): GraphQLError {
  return badUserInput(`${what} (${OPERATION_LIMITS[limit].toLocaleString('en')} at most). ${advice}`);
}

/** As many errors as an answer may hold, and one more that says how many are left out. */
export function boundErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const { errors: most, failures } = OPERATION_LIMITS;
  const own = errors.filter((error) => error !== ENDED);
  if (errors.length <= most) return own;
  const left = (errors.length - Math.min(own.length, most)).toLocaleString('en');
  const ended = errors.length > failures ? ` The operation ended after ${failures.toLocaleString('en')} of them.` : '';
  const message = `${left} more fields failed, whose errors are left out.${ended} Ask for fewer at once.`;
  return [...own.slice(0, most), tooCostly(message)];
}
