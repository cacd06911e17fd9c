/**
 * The values of a body that an answer does not hold, as paths in the REST names (`coupon_configuration.expires_after`).
 * Only what was sent is looked at. Null, absent and `[]` are the same, and moments and periods are compared by what they
 * mean, since an API may write them in another way than it was given them.
 */
export function unappliedPaths(body: object, answer: object): string[] {
  return Object.entries(body).flatMap(([key, sent]) => {
    const held = (answer as Readonly<Record<string, unknown>>)[key];
    if (isObject(sent) && isObject(held)) return unappliedPaths(sent, held).map((path) => `${key}.${path}`);
    return isSame(sent, held) ? [] : [key];
  });
}

function isSame(sent: unknown, held: unknown): boolean {
  if (isNothing(sent) || isNothing(held)) return isNothing(sent) && isNothing(held);
  if (Array.isArray(sent)) return Array.isArray(held) && sent.length === held.length && sent.every(isAt(held));
  if (isObject(sent)) return isObject(held) && unappliedPaths(sent, held).length === 0;
  return sent === held || toComparable(sent) === toComparable(held);
}

function isNothing(value: unknown): boolean {
  return value == null || (Array.isArray(value) && value.length === 0);
}

function isAt(held: readonly unknown[]): (sent: unknown, index: number) => boolean {
  return (sent, index) => isSame(sent, held[index]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i;
const PERIOD =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** A form that is equal for moments and periods that mean the same. Months and days are not turned into each other. */
function toComparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'string') return value;
  const moment = MOMENT.exec(value);
  if (moment) return `${Date.parse(`${moment[1]}${moment[3]}`)} ${(moment[2] ?? '').replace(/0+$/, '')}`;
  const period = PERIOD.exec(value);
  if (!period) return value;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = period
    .slice(1)
    .map((part) => Number(part ?? 0));
  return `${years * 12 + months} ${(weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds}`;
}
