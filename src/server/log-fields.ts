import { pino } from 'pino';
import { REDACTED, type Scrubber } from './scrub.ts';

type Fields = Record<string, unknown>;

/** Headers that hold a secret, whatever it looks like. */
const SECRET_NAME = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-router-secret|x-api-key)$/i;

/** How many values one line holds: enough for each of ours, and an end for an object that holds itself. */
const MAX_VALUES = 200;

/**
 * Makes what a line holds of the fields that the log is given: without secrets, in names as in values, and bounded.
 * Fields are looked at instead of finished lines, so that what pino puts beside them (time, level, process) stays.
 */
export function createFieldCleaner({ scrub, scrubWords }: Pick<Scrubber, 'scrub' | 'scrubWords'>) {
  /** Nearly every line: nothing is copied for it. */
  function isClean(fields: Fields): boolean {
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'object' && value !== null) return false;
      if (typeof value === 'string' && scrub(value) !== value) return false;
      if (SECRET_NAME.test(name) || scrubWords(name) !== name) return false;
    }
    return true;
  }

  function clean(fields: Fields): Fields {
    let left = MAX_VALUES;

    function cleanObject(object: object): Fields {
      const cleaned: Fields = {};
      for (const [name, value] of Object.entries(object)) {
        if (left-- <= 0) break;
        cleaned[scrubWords(name)] = cleanValue(name, value);
      }
      return cleaned;
    }

    /** A list of raw headers holds a name, its value, and the next name. */
    function cleanList(list: readonly unknown[]): readonly unknown[] {
      const cleaned: unknown[] = [];
      for (const [index, value] of list.entries()) {
        if (left-- <= 0) break;
        const previous = list[index - 1];
        cleaned.push(cleanValue(typeof previous === 'string' ? previous : '', value));
      }
      return cleaned;
    }

    function cleanValue(name: string, value: unknown): unknown {
      if (SECRET_NAME.test(name)) return REDACTED;
      if (typeof value === 'string') return scrub(value);
      if (typeof value !== 'object' || value === null) return value;
      // Counted as well, since it may hold itself by way of its `toJSON`.
      if (left-- <= 0) return undefined;
      if (Array.isArray(value)) return cleanList(value);
      if (value instanceof Error) return cleanObject(pino.stdSerializers.err(value));
      return 'toJSON' in value && typeof value.toJSON === 'function'
        ? cleanValue(name, value.toJSON())
        : cleanObject(value);
    }

    return cleanObject(fields);
  }

  return (fields: Fields): Fields => (isClean(fields) ? fields : clean(fields));
}
