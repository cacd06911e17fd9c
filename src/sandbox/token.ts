import { parseArgs } from 'node:util';
import { isFlakeId } from '../rest/flake-id.ts';
import { SCOPES, toScopeName } from '../rest/scope.ts';
import { FULL_GRANT, MAX_AGE_S, openIssuer, type TokenGrant } from './issuer.ts';

const SCOPE_NAMES = SCOPES.map(toScopeName);

const USAGE = `
Prints a token for a gateway that runs with AUTH_MODE=tokens or both in front of its sandbox.

  npm run --silent token -- [--store <id>]... [--scope <scope>]... [--subject <name>] [--expires-in <seconds>]

Without options: all stores, all scopes, the subject "you", and a month.
Scopes: ${SCOPE_NAMES.join(', ')}; write includes read.
`;

/** What was asked for cannot be had; the message says why. */
class UsageError extends Error {}

/**
 * Reads what the token shall grant; undefined when somebody only asks what can be given.
 *
 * @throws {UsageError}
 */
function readGrant(args: readonly string[]): TokenGrant | undefined {
  const { help, store, scope, subject, 'expires-in': expiresIn } = readArguments(args);
  if (help) return undefined;
  if (!store.every((id) => id === '*' || isFlakeId(id))) {
    throw new UsageError('A store id is a number of up to 19 digits, or * for all stores.');
  }
  if (!scope.every((name) => SCOPE_NAMES.includes(name)))
    throw new UsageError(`A scope is one of ${SCOPE_NAMES.join(', ')}.`);
  if (subject === '') throw new UsageError('The subject is empty: give a name.');
  if (!/^[1-9]\d{0,8}$/.test(expiresIn) || Number(expiresIn) > MAX_AGE_S) {
    throw new UsageError(`--expires-in is a whole number of seconds from 1 to ${MAX_AGE_S}.`);
  }
  return { subject, stores: store, scopes: scope, expiresInS: Number(expiresIn) };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        store: { type: 'string', multiple: true, default: [...FULL_GRANT.stores] },
        scope: { type: 'string', multiple: true, default: [...FULL_GRANT.scopes] },
        subject: { type: 'string', default: FULL_GRANT.subject },
        'expires-in': { type: 'string', default: String(FULL_GRANT.expiresInS) },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  if (process.env.NODE_ENV === 'production') throw new UsageError('There is no sandbox with NODE_ENV=production.');
  const grant = readGrant(process.argv.slice(2));
  process.stdout.write(grant ? `${await (await openIssuer()).sign(grant)}\n` : USAGE);
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? error.message : error}\n${error instanceof UsageError ? USAGE : ''}`,
  );
  process.exitCode = 1;
}
