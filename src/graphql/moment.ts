/** A moment as RFC 3339 writes it, cut before the fraction of its second. */
interface MomentParts {
  /** Unix time in ms. */
  readonly wholeMs: number;
  /** The digits of the fraction of a second; `Date` stops at three of them. */
  readonly fraction: string;
}

function partsOf(moment: string): MomentParts {
  const [, whole = moment, fraction = '', zone = ''] = /^(.*:\d\d)(?:\.(\d+))?([zZ+-].*)$/.exec(moment) ?? [];
  return { wholeMs: Date.parse(whole + zone), fraction };
}

/** Digits of a fraction that are compared. */
const DIGITS = 18;

/** A number that orders moments: attoseconds of Unix time. */
export function instantOf(moment: string): bigint {
  const { wholeMs, fraction } = partsOf(moment);
  return BigInt(wholeMs) * 10n ** 15n + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, '0'));
}

/** The first whole ms of Unix time that is not before a moment. */
export function unixMsFrom(moment: string): number {
  const { wholeMs, fraction } = partsOf(moment);
  const isBetween = /[1-9]/.test(fraction.slice(3));
  return wholeMs + Number(fraction.slice(0, 3).padEnd(3, '0')) + (isBetween ? 1 : 0);
}
