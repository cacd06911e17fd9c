/** Where sign-in says what happens; a line never holds a token, a key or a claim. */
export interface AuthLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
