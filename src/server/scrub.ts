import { pino } from 'pino';

/** Keeps secrets out of text that leaves the process beside its answers. */
export interface Scrubber {
  /** Takes out these from now on, in place of those that it was told of before. */
  keep(secrets: readonly string[]): void;
  /** Adds the key or token of a request to what is taken out, until it is released as often as it was held. */
  hold(authorization: string | undefined): void;
  release(authorization: string | undefined): void;
  /** A text that may come from anybody, without secrets and no longer than 128 characters. */
  scrub(text: string): string;
  /**
   * The same for words that are written in the code, such as names and messages. Those hold no digit, so a key without
   * one is not looked for: it would be taken for one of them.
   */
  scrubWords(text: string): string;
}

const REDACTED = '[redacted]';

/** Of a text that is longer, the rest says nothing more to whoever reads a log. */
const MAX_LENGTH = 128;
/** How much of a text is looked at for the sake of its beginning, which bounds the work. */
const LOOKED_AT = 16_384;

/** A shorter key could be a word that many lines hold. */
const MIN_LENGTH = 12;
/** The longest key as a URL holds it. */
const MAX_SECRET_LENGTH = 3 * 4096;

/** Looked for first, since hardly any text holds one of them. */
const SUSPICIOUS = /apikey|bearer|basic|secret|password|api_?key|token|:\/\/|eyj/i;

/** Secrets that are known by what stands before them. Each takes time in proportion to the text, whatever that is. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(apikey|bearer|basic)(\s+)\S+/gi, `$1$2${REDACTED}`],
  [/:\/\/[^\s/"\\@]+@/g, `://${REDACTED}@`],
  // A JSON Web Token: its head begins with {" in base64url.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [/([?&](?:api_?key|access_token|token|secret|password)=)[^&#\s"\\]+/gi, `$1${REDACTED}`],
];

/** A secret as it is written in some place. */
interface Form {
  readonly text: string;
  readonly holdsDigit: boolean;
}

/** What a request is sent with, as long as any such request is under way. */
interface Held {
  count: number;
  readonly secret: string;
  forms: readonly Form[] | undefined;
}

/** @param secrets which are never written, whoever sends them. */
export function createScrubber(secrets: readonly string[]): Scrubber {
  let lasting = toPattern(secrets);
  const held = new Map<string, Held>();

  function secretsIn(text: string, isWords: boolean): readonly string[] {
    const found: string[] = [];
    for (const entry of held.values()) {
      // Hardly any text is as long as a token, whose forms are then not worked out.
      if (entry.secret.length > text.length) continue;
      entry.forms ??= toForms(entry.secret);
      for (const form of entry.forms) {
        if ((form.holdsDigit || !isWords) && text.includes(form.text)) found.push(form.text);
      }
    }
    // A secret that begins like a shorter one must go as a whole.
    return found.length > 1 ? found.sort((a, b) => b.length - a.length) : found;
  }

  function redact(text: string, isWords: boolean): string {
    let redacted = text;
    if (text.length >= MIN_LENGTH) {
      if (lasting) redacted = redacted.replaceAll(lasting, REDACTED);
      for (const secret of secretsIn(redacted, isWords)) redacted = redacted.replaceAll(secret, REDACTED);
    }
    if (!SUSPICIOUS.test(redacted)) return redacted;
    return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), redacted);
  }

  /** Redacts before it cuts: the beginning of a secret is not known for one. */
  function clean(text: string, isWords: boolean): string {
    const redacted =
      text.length > LOOKED_AT
        ? redact(text.slice(0, LOOKED_AT), isWords).slice(0, -MAX_SECRET_LENGTH)
        : redact(text, isWords);
    return redacted.length > MAX_LENGTH ? `${redacted.slice(0, MAX_LENGTH - 1)}…` : redacted;
  }

  return {
    keep(more) {
      lasting = toPattern([...secrets, ...more]);
    },
    hold(authorization) {
      if (authorization === undefined) return;
      const entry = held.get(authorization);
      if (entry) entry.count++;
      else held.set(authorization, { count: 1, secret: secretIn(authorization), forms: undefined });
    },
    release(authorization) {
      if (authorization === undefined) return;
      const entry = held.get(authorization);
      if (entry && --entry.count === 0) held.delete(authorization);
    },
    scrub: (text) => clean(text, false),
    scrubWords: (text) => clean(text, true),
  };
}

/** What follows the scheme, whatever that is, when it is one word. */
function secretIn(authorization: string): string {
  const secret = authorization.slice(authorization.indexOf(' ') + 1).trimStart();
  return secret.includes(' ') ? '' : secret;
}

/**
 * One pattern of all secrets, the longest first, since one that begins like a shorter one must go as a whole. To look for a
 * thousand of them one by one took 20 µs a text, and takes 0.1 µs so.
 */
function toPattern(secrets: readonly string[]): RegExp | undefined {
  const texts = secrets.flatMap(toForms).map(({ text }) => text);
  if (texts.length === 0) return undefined;
  return new RegExp(
    texts
      .sort((a, b) => b.length - a.length)
      .map(RegExp.escape)
      .join('|'),
    'g',
  );
}

/** How a secret is written as it is, and in a URL. */
function toForms(secret: string): readonly Form[] {
  if (secret.length < MIN_LENGTH) return [];
  const holdsDigit = /\d/.test(secret);
  // Most keys: the same everywhere, and quicker to hold.
  if (/^[\w.~-]+$/.test(secret)) return [{ text: secret, holdsDigit }];
  return [secret, encodeURIComponent(secret)].map((text) => ({ text, holdsDigit }));
}

type Fields = Record<string, unknown>;

/** Headers that hold a secret, whatever it looks like. */
const SECRET_NAME = /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-router-secret|x-api-key)$/i;

/** A longer list is copied as far as a line may hold it. */
const MAX_CLEAN_LIST = 50;

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
      if (typeof value === 'object' && value !== null && !isCleanList(value)) return false;
      if (typeof value === 'string' && scrub(value) !== value) return false;
      if (SECRET_NAME.test(name) || scrubWords(name) !== name) return false;
    }
    return true;
  }

  function isCleanList(value: object): boolean {
    const isClean = (each: unknown) => typeof each === 'string' && scrub(each) === each && !SECRET_NAME.test(each);
    return Array.isArray(value) && value.length <= MAX_CLEAN_LIST && value.every(isClean);
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
