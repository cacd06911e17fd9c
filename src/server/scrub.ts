/** Keeps secrets out of text that leaves the process beside its answers. */
export interface Scrubber {
  /** Adds the credential of a request to what is taken out, until it is released as often as it was held. */
  hold(authorization: string | undefined): void;
  release(authorization: string | undefined): void;
  /** A log line without secrets. What was a line of JSON still is one. */
  scrub(line: string): string;
}

const REDACTED = '[redacted]';

/** Shorter credentials could be words that every line holds. They still go where one of the patterns knows them. */
const MIN_LENGTH = 12;

/** Looked for first, since hardly any line holds one of them. */
const SUSPICIOUS = /apikey|bearer|basic|authorization|cookie|secret|api-?key|token|:\/\//i;

/** Secrets that are known by what stands around them. Text within a line of JSON may hold escaped characters. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A header as a property or, in a list of raw headers, as an entry and the next one.
  [
    /"((?:proxy-)?authorization|(?:set-)?cookie|x-router-secret|x-api-key)"(\s*[:,]\s*)"(?:[^"\\]|\\.)*"/gi,
    `"$1"$2"${REDACTED}"`,
  ],
  [/\b(apikey|bearer|basic)(\s+)(?:[^\s"\\]|\\["\\/])+/gi, `$1$2${REDACTED}`],
  [/:\/\/[^\s/"\\@]+@/g, `://${REDACTED}@`],
  [/([?&](?:api_?key|access_token|token|secret|password)=)[^&#\s"\\]+/gi, `$1${REDACTED}`],
];

/** @param secrets which are never written, whoever sends them. */
export function createScrubber(secrets: readonly string[]): Scrubber {
  const lasting = secrets.flatMap(toForms);
  const held = new Map<string, { count: number; readonly forms: readonly string[] }>();

  function secretsIn(line: string): string[] {
    const found = lasting.filter((form) => line.includes(form));
    for (const { forms } of held.values()) for (const form of forms) if (line.includes(form)) found.push(form);
    // A secret that begins like a shorter one must go as a whole.
    return found.length > 1 ? found.sort((a, b) => b.length - a.length) : found;
  }

  return {
    hold(authorization) {
      if (authorization === undefined) return;
      const entry = held.get(authorization);
      if (entry) entry.count++;
      else held.set(authorization, { count: 1, forms: toForms(toCredential(authorization)) });
    },
    release(authorization) {
      if (authorization === undefined) return;
      const entry = held.get(authorization);
      if (entry && --entry.count === 0) held.delete(authorization);
    },
    scrub(line) {
      let scrubbed = line;
      for (const secret of secretsIn(line)) scrubbed = scrubbed.replaceAll(secret, REDACTED);
      if (!SUSPICIOUS.test(line)) return scrubbed;
      for (const [pattern, replacement] of PATTERNS) scrubbed = scrubbed.replace(pattern, replacement);
      return scrubbed;
    },
  };
}

/** What follows the scheme. */
function toCredential(authorization: string): string {
  return authorization.slice(authorization.lastIndexOf(' ') + 1);
}

/** How a secret is written in JSON, and in a URL. */
function toForms(secret: string): readonly string[] {
  if (secret.length < MIN_LENGTH) return [];
  // Most keys: the same everywhere, and quicker to hold.
  if (/^[\w.~-]+$/.test(secret)) return [secret];
  return [...new Set([JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])];
}
