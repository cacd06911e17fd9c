/** What amounts of a store are counted in. */
export interface Units {
  /** A lower-case ISO 4217 code; null when it is not known. */
  readonly currency: string | null;
}

/** A kind of value: as people read it, as an input holds it, and back. */
export interface Kind<T> {
  readonly control: Control;
  format(value: T, units: Units): string;
  toText(value: T, units: Units): string;
  /** @throws {UnreadableError} that says what to type in. */
  parse(text: string, units: Units): T;
}

/** How a value is typed in. */
export type Control =
  | 'text'
  | 'code'
  | 'multiline'
  | 'number'
  | 'money'
  | 'percent'
  | 'moment'
  | 'duration'
  | 'checkbox'
  | 'commands'
  | Choices;

/** Values to choose from, as people read them. */
export interface Choices {
  readonly choices: Readonly<Record<string, string>>;
}

/** A text that is none of its kind. */
export class UnreadableError extends Error {}

export const text: Kind<string> = { control: 'text', format: same, toText: same, parse: (typed) => typed.trim() };

export const longText: Kind<string> = { ...text, control: 'multiline' };

export const code: Kind<string> = {
  ...text,
  control: 'code',
  parse(typed) {
    if (typed.trim() === '') throw new UnreadableError('Give a code.');
    return typed.trim();
  },
};

export const boolean: Kind<boolean> = {
  control: 'checkbox',
  format: (value) => (value ? 'Yes' : 'No'),
  toText: String,
  parse: (typed) => typed === 'true',
};

export function choice(choices: Choices['choices']): Kind<string> {
  return {
    control: { choices },
    format: (value) => choices[value] ?? 'Something newer than this page',
    toText: same,
    parse: same,
  };
}

/** A whole number, of 64 bits as a text or of 32 as a number. */
function whole<T extends string | number>(convert: (digits: string) => T): Kind<T> {
  return {
    control: 'number',
    format: (value) => formatNumber(String(value)),
    toText: String,
    parse(typed) {
      if (!/^\d+$/.test(typed.trim())) throw new UnreadableError('Give a whole number.');
      return convert(typed.trim());
    },
  };
}

export const count = whole(String);
export const int = whole(Number);

export const percent: Kind<string> = {
  control: 'percent',
  format: (value) =>
    new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 6 }).format(Number(value) / 100),
  toText: same,
  parse(typed) {
    const number = typed.trim().replace(',', '.');
    if (!/^\d+(?:\.\d+)?$/.test(number)) throw new UnreadableError('Give a percentage, such as 12.5.');
    return number;
  },
};

/** An amount in the smallest unit of a currency, typed in and read in its usual one. */
export const money: Kind<string> = {
  control: 'money',
  format: formatMoney,
  toText: (value, units) => toMajor(value, fractionDigits(units)),
  parse(typed, units) {
    const digits = fractionDigits(units);
    const [, major, minor = ''] = /^(\d+)(?:[.,](\d*))?$/.exec(typed.trim()) ?? [];
    if (major === undefined || minor.length > digits) {
      const example = digits > 0 ? `12.${'50'.padEnd(digits, '0').slice(0, digits)}` : '12';
      throw new UnreadableError(`Give an amount, such as ${example}.`);
    }
    return (major + minor.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  },
};

/** A moment, typed in by the clock of whoever looks on. */
export const moment: Kind<string> = {
  control: 'moment',
  format: (value) =>
    new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value)),
  toText(value) {
    const date = new Date(value);
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16);
  },
  parse(typed) {
    const date = new Date(typed);
    if (Number.isNaN(date.getTime())) throw new UnreadableError('Give a date and a time.');
    return date.toISOString();
  },
};

/** A duration of ISO 8601, which the gateway reads. */
export const duration: Kind<string> = {
  control: 'duration',
  format: formatDuration,
  toText: same,
  parse: (typed) => typed.trim(),
};

/** Ids, with blanks or commas between them. */
export const ids: Kind<readonly string[]> = {
  control: 'multiline',
  format: (value) => value.join(', '),
  toText: (value) => value.join(' '),
  parse: (typed) => typed.split(/[\s,]+/).filter((id) => id !== ''),
};

/** Commands of a game server. They are typed in singly, and kept as JSON. */
export interface Command {
  readonly command: string;
  readonly onlineOnly: boolean;
}

export const commands: Kind<readonly Command[]> = {
  control: 'commands',
  format: (value) => value.map(({ command }) => command).join('\n'),
  toText: (value) => JSON.stringify(value.map(({ command, onlineOnly }) => ({ command, onlineOnly }))),
  parse: (typed) => JSON.parse(typed) as Command[],
};

/** A whole number of any size, with the separators that people are used to. */
function formatNumber(digits: string): string {
  return new Intl.NumberFormat().format(BigInt(digits));
}

function formatMoney(value: string, units: Units): string {
  if (units.currency === null) return `${formatNumber(value)} of the smallest unit`;
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: units.currency });
  // A decimal text keeps every digit where a number would not.
  return format.format(toMajor(value, fractionDigits(units)) as Intl.StringNumericLiteral);
}

/** How many digits of an amount stand after the point: 2 for cents, 0 for yen. */
function fractionDigits({ currency }: Units): number {
  if (currency === null) return 0;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
}

function toMajor(minor: string, digits: number): string {
  if (digits === 0) return minor;
  const padded = minor.padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

const PART = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const PARTS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

/** `P1M2DT30M` as people say it, or as it is when it is of another form. */
function formatDuration(value: string): string {
  const found = PART.exec(value)?.slice(1);
  if (!found) return value;
  const parts = PARTS.flatMap((unit, index) => {
    const amount = found[index];
    const options = { style: 'unit', unit: unit.slice(0, -1), unitDisplay: 'long' } as const;
    return amount === undefined ? [] : [new Intl.NumberFormat(undefined, options).format(BigInt(amount))];
  });
  return parts.length > 0 ? new Intl.ListFormat(undefined, { type: 'unit' }).format(parts) : value;
}

function same(value: string): string {
  return value;
}
