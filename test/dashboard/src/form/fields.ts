import { type Kind, type Units, UnreadableError } from './kinds.ts';

/** A value that a form shows and changes. */
export interface Field {
  readonly label: string;
  readonly hint?: string;
  // biome-ignore lint/suspicious/noExplicitAny: fields of all kinds stand in one table.
  readonly kind: Kind<any>;
  /** What an empty input stands for; left out: that something must be typed in. */
  readonly empty?: null | '' | readonly [];
  /** The name of another field, and the value without which this one has no effect. */
  readonly onlyWith?: readonly [name: string, value: unknown];
}

/**
 * The fields of an object by their names, which are their paths in the input of a mutation: `discount.percentage`. User
 * errors name the same paths.
 */
export type Fields<Input = object> = Readonly<Partial<Record<PathOf<Input>, Field>>>;

type PathOf<Input> = {
  [Key in keyof Input & string]: NonNullable<Input[Key]> extends string | number | boolean | readonly unknown[]
    ? Key
    : `${Key}.${PathOf<NonNullable<Input[Key]>>}`;
}[keyof Input & string];

/** The texts of inputs by the names of their fields. */
export type Texts = Readonly<Record<string, string>>;

/** What is wrong with an input; without a name, with the form as a whole. */
export interface Mistake {
  readonly name?: string | undefined;
  readonly message: string;
}

/** An input for a mutation, or why there is none. */
export type Parsed<Input> = { readonly input: Input } | { readonly mistakes: readonly Mistake[] };

/** Something that differs between two states of an object. */
export interface Difference {
  readonly label: string;
  readonly before: string;
  readonly now: string;
}

/** What each input holds of an object. */
export function toTexts(fields: Fields, object: object, units: Units): Texts {
  return mapFields(fields, ({ kind }, name) => {
    const value = valueAt(object, name);
    return value === null || value === undefined ? '' : kind.toText(value, units);
  });
}

/** What was typed in that was not there before. */
export function toPatch<Input>(fields: Fields<Input>, before: Texts, typed: Texts, units: Units): Parsed<Input> {
  const changed = Object.entries(typed).filter(([name, text]) => text !== before[name]);
  return parseTexts(fields, Object.fromEntries(changed), units);
}

/** All that was typed in, with plain values for what no input is shown of. Empty inputs are left out where they may. */
export function toWhole<Input>(fields: Fields<Input>, plain: Texts, typed: Texts, units: Units): Parsed<Input> {
  const given = Object.entries({ ...plain, ...typed }).filter(([name, text]) => {
    const field = (fields as Fields & Record<string, Field | undefined>)[name];
    return text !== '' || (name in typed && field?.empty !== null);
  });
  return parseTexts(fields, Object.fromEntries(given), units);
}

/** What differs, as people read it. */
export function differences(fields: Fields, before: object, now: object, units: Units): readonly Difference[] {
  const texts = [toTexts(fields, before, units), toTexts(fields, now, units)] as const;
  return entriesOf(fields).flatMap(([name, { label, kind }]) => {
    if (texts[0][name] === texts[1][name]) return [];
    const show = (object: object) => formatValue(kind, valueAt(object, name), units);
    return [{ label, before: show(before), now: show(now) }];
  });
}

/** A value as people read it. */
export function formatValue<T>(kind: Kind<T>, value: T | null | undefined, units: Units): string {
  const shown = value === null || value === undefined ? '' : kind.format(value, units);
  return shown === '' ? '–' : shown;
}

/** The value at a name's path. */
export function valueAt(object: object, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], object);
}

/**
 * Which input an error belongs to: the one that its path names, else the nearest one around it, else the first one below.
 *
 * @param path from the argument on, such as `["input", "set", "expiresAt"]`.
 * @param names of the inputs that are shown, in their order.
 */
export function locate(
  path: readonly (string | number)[] | null | undefined,
  names: readonly string[],
): string | undefined {
  const steps = (path ?? []).slice(2);
  for (let length = steps.length; length > 0; length--) {
    const name = steps.slice(0, length).join('.');
    if (names.includes(name)) return name;
  }
  return steps.length > 0 ? names.find((name) => name.startsWith(`${steps.join('.')}.`)) : undefined;
}

function parseTexts<Input>(fields: Fields<Input>, texts: Texts, units: Units): Parsed<Input> {
  const input: Record<string, unknown> = {};
  const mistakes: Mistake[] = [];
  for (const [name, { kind, empty }] of entriesOf(fields)) {
    const text = texts[name];
    if (text === undefined) continue;
    try {
      put(input, name, text.trim() === '' && empty !== undefined ? empty : kind.parse(text, units));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      mistakes.push({ name, message: error.message });
    }
  }
  return mistakes.length > 0 ? { mistakes } : { input: input as Input };
}

function put(input: Record<string, unknown>, name: string, value: unknown): void {
  const [step = name, ...rest] = name.split('.');
  if (rest.length === 0) {
    input[step] = value;
    return;
  }
  const inside = (input[step] ?? {}) as Record<string, unknown>;
  input[step] = inside;
  put(inside, rest.join('.'), value);
}

function mapFields<T>(fields: Fields, map: (field: Field, name: string) => T): Record<string, T> {
  return Object.fromEntries(entriesOf(fields).map(([name, field]) => [name, map(field, name)]));
}

function entriesOf(fields: object): readonly (readonly [string, Field])[] {
  return Object.entries(fields);
}
