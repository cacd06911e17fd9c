import type { ErrorDto } from '../rest/contract/dto.ts';

/** Something that goes wrong with a request or its answer. */
export type Fault =
  /** An error in the vendor's shape. */
  | { kind: 'error'; status: number; headers?: Headers; code?: string; message?: string; errors?: ErrorDto['errors'] }
  /** Any answer at all; `content-type` is JSON unless given. */
  | { kind: 'answer'; status: number; headers?: Headers; body?: string }
  /** A web page, as a proxy in front of the API sends it; status 200 unless given. */
  | { kind: 'html'; status?: number }
  /** No body; status 200 unless given. */
  | { kind: 'empty'; status?: number }
  /** A redirect; status 302 unless given. */
  | { kind: 'redirect'; location: string; status?: number }
  /** The proper answer under another content type. */
  | { kind: 'content-type'; type: string }
  /** The first half of the proper answer under its full Content-Length, then the connection is gone. */
  | { kind: 'truncate' }
  /** The proper answer in small pieces: 1 byte every 50 ms unless given. */
  | { kind: 'drip'; bytes?: number; everyMs?: number }
  /** A JSON body of that size, 20 MiB unless given; `declared` in its Content-Length, else in chunks. */
  | { kind: 'oversize'; bytes?: number; declared?: boolean }
  /** A JSON body compressed to a thousandth of its size, which is 200 MiB unless given. */
  | { kind: 'gzip-bomb'; bytes?: number }
  /** A TCP reset: as soon as the head of the request is there, or (unless given) after its body. */
  | { kind: 'reset'; at?: 'head' | 'body' }
  /** No answer until the client leaves, counted from the head of the request or (unless given) from its body. */
  | { kind: 'hang'; at?: 'head' | 'body' }
  /** The proper answer, later. Other faults may come on top. */
  | { kind: 'delay'; ms: number };

type Headers = Record<string, string>;

/** Which requests a fault hits. What is left out excludes none. */
export interface RequestMatch {
  /** In capitals. */
  method?: string;
  /** The whole path without the query, or a pattern for path and query. */
  path?: string | RegExp;
}

/** How often a fault hits, and how hard. */
export interface FaultScope {
  when?: RequestMatch;
  /** How many matching requests are let through first. */
  skip?: number;
  /** How many requests are hit before the fault is used up; all when left out. */
  times?: number;
  /** The share of matching requests that are hit, 0 to 1. */
  probability?: number;
  /**
   * Whether the request does its work all the same, so that a write whose answer is lost is stored. True when left out
   * for the faults that send the proper answer in some form, and false for the others.
   */
  carriedOut?: boolean;
}

/** A fault that was set. */
export interface FaultHandle {
  /** How many requests it has hit. */
  readonly hits: number;
  /** Takes the fault away. */
  remove(): void;
}

/** A request, as far as faults look at it. */
export interface FaultTarget {
  method: string;
  path: string;
  query: URLSearchParams;
}

/** What befalls one request. */
export interface Misfortune {
  /** How much later the answer comes, in milliseconds. */
  delayMs: number;
  fault?: Exclude<Fault, { kind: 'delay' }>;
  carriedOut: boolean;
}

/** The faults of a sandbox. The first one set that hits a request is the one it gets. */
export interface Faults {
  add(fault: Fault, scope?: FaultScope): FaultHandle;
  /** Takes all faults away. */
  clear(): void;
}

const SENDS_PROPER_ANSWER: Fault['kind'][] = ['content-type', 'truncate', 'drip'];

/**
 * Makes the faults of a sandbox.
 *
 * @param random gives numbers from 0 up to 1, for faults with a probability.
 */
export function createFaults(random: () => number): Faults & { befall(target: FaultTarget): Misfortune } {
  type Rule = { fault: Fault; scope: FaultScope; toSkip: number; left: number; hits: number };
  const rules = new Set<Rule>();

  function hits(rule: Rule, target: FaultTarget): boolean {
    if (rule.left === 0 || !matches(target, rule.scope.when)) return false;
    if (rule.toSkip > 0) {
      rule.toSkip -= 1;
      return false;
    }
    if (random() >= (rule.scope.probability ?? 1)) return false;
    rule.left -= 1;
    rule.hits += 1;
    return true;
  }

  return {
    add(fault, scope = {}) {
      const rule = { fault, scope, toSkip: scope.skip ?? 0, left: scope.times ?? Number.POSITIVE_INFINITY, hits: 0 };
      rules.add(rule);
      return {
        get hits() {
          return rule.hits;
        },
        remove: () => void rules.delete(rule),
      };
    },
    clear: () => rules.clear(),
    befall(target) {
      let delayMs = 0;
      for (const rule of rules) {
        if (!hits(rule, target)) continue;
        const { fault, scope } = rule;
        if (fault.kind === 'delay') delayMs += fault.ms;
        else return { delayMs, fault, carriedOut: scope.carriedOut ?? SENDS_PROPER_ANSWER.includes(fault.kind) };
      }
      return { delayMs, carriedOut: true };
    },
  };
}

function matches({ method, path, query }: FaultTarget, { method: wanted, path: pattern }: RequestMatch = {}): boolean {
  if (wanted !== undefined && wanted !== method) return false;
  if (pattern === undefined) return true;
  if (typeof pattern === 'string') return pattern === path;
  const search = query.toString();
  // A pattern with the flag g remembers where it stopped.
  pattern.lastIndex = 0;
  return pattern.test(search === '' ? path : `${path}?${search}`);
}
