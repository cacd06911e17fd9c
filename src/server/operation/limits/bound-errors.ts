import type { GraphQLError } from 'graphql';
import { ENDED } from '../../../graphql/account.ts';
import { tooCostly } from '../../../graphql/errors.ts';
import { OPERATION_LIMITS } from './operation-limits.ts';

/** As many errors as an answer may hold, and one more that says how many are left out. */
export function boundErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const { errors: most, failures } = OPERATION_LIMITS;
  const own = errors.filter((error) => error !== ENDED);
  if (errors.length <= most) return own;
  const left = (errors.length - Math.min(own.length, most)).toLocaleString('en');
  const ended = errors.length > failures ? ` The operation ended after ${failures.toLocaleString('en')} of them.` : '';
  const message = `${left} more fields failed, whose errors are left out.${ended} Ask for fewer at once.`;
  return [...own.slice(0, most), tooCostly(message)];
}
