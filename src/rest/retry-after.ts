/** What a number of seconds counts as when it is larger (RFC 9111 section 1.2.2). */
const MAX_SECONDS = 2 ** 31;

/** RFC 9110 section 10.2.3 has whole seconds; some APIs send a fraction. */
const SECONDS = /^\d+(?:\.\d+)?$/;

/** RFC 9110 section 5.6.7: the date of today, and the two older ones. All are in GMT. */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
];

/** The whole seconds to wait that a Retry-After header asks for, rounded up; undefined when it asks for nothing. */
export function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (SECONDS.test(header)) return Math.min(Math.ceil(Number(header)), MAX_SECONDS);
  if (!HTTP_DATES.some((form) => form.test(header))) return undefined;
  const at = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(0, Math.ceil((at - Date.now()) / 1000)), MAX_SECONDS);
}
