/** The headers of an answer as undici gives them: names in lower case, and a list where one came more than once. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A header's whole value; one that came in several lines is one list (RFC 9110 section 5.3). */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}
