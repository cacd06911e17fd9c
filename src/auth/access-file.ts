import { readFileSync } from 'node:fs';
import { isFlakeId } from '../rest/flake-id.ts';
import { SCOPES, type Scope, toScopeName } from '../rest/scope.ts';
import { cannotBeRead } from './file-error.ts';
import { parseScope } from './grants.ts';
import { type Check, listOf, mapOf, object, optional, required, text, wholeNumber, wordOr } from './json-check.ts';
import { faultOfKeySet } from './key-set-place.ts';
import { ALGORITHMS, type Algorithm, type GrantRule, ISSUER_DEFAULTS, type Issuer } from './settings.ts';

/** What an access file says, unless something is wrong with it. */
export interface ParsedAccess {
  readonly issuers: readonly Issuer[];
  /** Sentences that name places in the file, and repeat no value of it. */
  readonly faults: readonly string[];
}

/** An issuer as the file spells it. */
interface FileIssuer {
  readonly issuer: string;
  readonly jwks: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly Algorithm[];
  readonly type: string | undefined;
  readonly clockToleranceSeconds: number;
  readonly maxAgeSeconds: number;
  readonly grants: readonly FileGrant[];
}

interface FileGrant {
  readonly when: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly stores: '*' | readonly string[];
  readonly scopes: readonly Scope[];
}

const value = text('a text that is not empty');

const keySet: Check<string> = (given, place, faults) => {
  const fault = typeof given === 'string' && given !== '' ? faultOfKeySet(given) : 'is not a text';
  if (fault !== undefined) faults.push(`${place} ${fault}: give an https URL, or the path of a file.`);
  return given as string;
};

const algorithm = text(`one of ${ALGORITHMS.join(', ')}`, (name): name is Algorithm =>
  ALGORITHMS.some((known) => known === name),
);

const storeId = text('the id of a store, as a text', isFlakeId as (text: string) => text is string);

const scope: Check<Scope> = (given, place, faults) => {
  const found = typeof given === 'string' ? parseScope(given) : undefined;
  if (!found) faults.push(`${place} must be one of ${SCOPES.map(toScopeName).join(', ')}.`);
  return found as Scope;
};

const grant = object<FileGrant>({
  when: required(
    wordOr(
      '*',
      mapOf<string | readonly string[]>((given, place, faults) =>
        (Array.isArray(given) ? listOf(value) : value)(given, place, faults),
      ),
    ),
  ),
  stores: required(wordOr('*', listOf(storeId))),
  scopes: required(listOf(scope)),
});

const issuer = object<FileIssuer>({
  issuer: required(value),
  jwks: required(keySet),
  audience: required(listOf(value)),
  algorithms: optional(listOf(algorithm), ISSUER_DEFAULTS.algorithms),
  type: optional<string | undefined>(value, undefined),
  clockToleranceSeconds: optional(wholeNumber(0, 600), ISSUER_DEFAULTS.clockToleranceS),
  maxAgeSeconds: optional(wholeNumber(1, 31_622_400), ISSUER_DEFAULTS.maxAgeS),
  grants: required(listOf(grant)),
});

const file = object<{ readonly issuers: readonly FileIssuer[] }>({ issuers: required(listOf(issuer)) });

/** What is wrong with an access file; empty: nothing. */
export function findFaultsOfAccess(path: string): readonly string[] {
  try {
    return parseAccess(readFileSync(path, 'utf8')).faults;
  } catch (error) {
    return [cannotBeRead(error)];
  }
}

/** Reads the text of an access file. */
export function parseAccess(fileText: string): ParsedAccess {
  let json: unknown;
  try {
    json = JSON.parse(fileText);
  } catch {
    return { issuers: [], faults: ['It is not JSON.'] };
  }
  const faults: string[] = [];
  const { issuers = [] } = file(json, '', faults);
  const names = issuers.map(({ issuer: name }) => name);
  for (const [index, name] of names.entries()) {
    if (name !== undefined && names.indexOf(name) < index) {
      faults.push(`issuers[${index}].issuer is the same as that of issuers[${names.indexOf(name)}].`);
    }
  }
  return { issuers: faults.length > 0 ? [] : issuers.map(toIssuer), faults };
}

function toIssuer(given: FileIssuer): Issuer {
  return {
    name: given.issuer,
    audience: given.audience,
    algorithms: given.algorithms,
    keySet: given.jwks,
    type: given.type,
    clockToleranceS: given.clockToleranceSeconds,
    maxAgeS: given.maxAgeSeconds,
    grants: { by: 'rules', rules: given.grants.map(toRule) },
  };
}

function toRule({ when, stores, scopes }: FileGrant): GrantRule {
  if (when === '*') return { when, stores, scopes };
  const conditions = Object.entries(when).map(([name, given]) => [name, typeof given === 'string' ? [given] : given]);
  return { when: Object.fromEntries(conditions), stores, scopes };
}
