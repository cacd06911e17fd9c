/** Notes what is wrong with a value at its place, and gives it as what it must be; a value with a fault is not used. */
export type Check<T> = (value: unknown, place: string, faults: string[]) => T;

/** A key of an object: it must be there, unless there is something to take in its place. */
export interface Key<T> {
  readonly check: Check<T>;
  readonly byDefault?: { readonly value: T };
}

export function required<T>(check: Check<T>): Key<T> {
  return { check };
}

export function optional<T>(check: Check<T>, value: T): Key<T> {
  return { check, byDefault: { value } };
}

/** @param expected completes "must be …". */
export function text<T extends string = string>(
  expected: string,
  isFit: (text: string) => text is T = (text): text is T => text !== '',
): Check<T> {
  return (value, place, faults) => {
    if (typeof value !== 'string' || !isFit(value)) faults.push(`${place} must be ${expected}.`);
    return value as T;
  };
}

export function wholeNumber(min: number, max: number): Check<number> {
  return (value, place, faults) => {
    const isFit = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
    if (!isFit) faults.push(`${place} must be a whole number from ${min} to ${max}.`);
    return value as number;
  };
}

/** A list of one entry or more. */
export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, place, faults) => {
    if (Array.isArray(value) && value.length > 0) {
      return value.map((entry, index) => check(entry, `${place}[${index}]`, faults));
    }
    faults.push(`${place} must be a list with one entry or more.`);
    return [];
  };
}

/** An object with these keys and no others. */
export function object<T extends object>(keys: { readonly [K in keyof T]-?: Key<T[K]> }): Check<T> {
  const all = Object.entries<Key<unknown>>(keys);
  return (value, place, faults) => {
    if (!isObject(value)) {
      faults.push(`${place || 'It'} must be an object.`);
      return {} as T;
    }
    const inside = (name: string): string => (place === '' ? name : `${place}.${name}`);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(keys, name)) faults.push(`${inside(name)} is not known here.`);
    }
    return Object.fromEntries(
      all.map(([name, { check, byDefault }]) => {
        if (Object.hasOwn(value, name)) return [name, check(value[name], inside(name), faults)];
        if (!byDefault) faults.push(`${inside(name)} is missing.`);
        return [name, byDefault?.value];
      }),
    ) as T;
  };
}

/** An object whose keys say something by themselves, with one of them or more. */
export function mapOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, place, faults) => {
    if (isObject(value) && Object.keys(value).length > 0) {
      const entries = Object.entries(value);
      return Object.fromEntries(entries.map(([name, entry]) => [name, check(entry, `${place}.${name}`, faults)]));
    }
    faults.push(`${place} must be an object with one key or more.`);
    return {};
  };
}

/** One word that stands for something, or else what another check takes. */
export function wordOr<W extends string, T>(word: W, check: Check<T>): Check<W | T> {
  return (value, place, faults) => (value === word ? word : check(value, place, faults));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
