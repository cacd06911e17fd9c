import { Lexer, type Source, TokenKind } from 'graphql';
import { beyondLimit, OPERATION_LIMITS } from './operation-limits.ts';

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Refuses a text by its length, its tokens, and the brackets that are open at once. The parser recurses with each
 * bracket and would run out of stack somewhere, so it must not be the first to look.
 *
 * @throws {GraphQLError} also for a text that is not made of tokens.
 */
export function checkTokens(source: Source): void {
  const { characters, tokens, nesting } = OPERATION_LIMITS;
  if (source.body.length > characters) {
    throw beyondLimit('characters', 'The document has too many characters', 'Put values into variables.');
  }
  const lexer = new Lexer(source);
  let count = 0;
  let open = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    if (++count > tokens) {
      throw beyondLimit('tokens', 'The document has too many tokens', 'Put values into variables, or ask for less.');
    }
    if (CLOSING.has(kind)) open--;
    else if (OPENING.has(kind) && ++open > nesting) {
      throw beyondLimit('nesting', 'The document opens too many brackets within each other', 'Nest less.');
    }
  }
}
