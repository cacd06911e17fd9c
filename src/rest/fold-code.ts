/** A code as it is compared: PayNow takes codes that differ in upper and lower case only for the same. */
export function foldCode(code: string): string {
  return code.toLowerCase();
}
