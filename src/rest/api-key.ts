/** RFC 9110 section 11.6.2: a scheme, a space, a token of visible characters. */
const API_KEY = /^apikey +([\x21-\x7e]{1,4096})$/i;

/** The key in an Authorization header; undefined when it holds none that is well-formed. */
export function parseApiKey(authorization: string): string | undefined {
  return API_KEY.exec(authorization)?.[1];
}
