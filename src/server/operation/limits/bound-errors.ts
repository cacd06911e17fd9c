import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../../graphql/errors.ts';
import { OPERATION_LIMITS } from './operation-limits.ts';

/** As many errors as an answer may hold, and one more that says how many are left out. */
export function boundErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const { errors: most, failures } = OPERATION_LIMITS;
  if (errors.length <= most) return errors;
  const left = (errors.length - most).toLocaleString('en');
  const ended = errors.length > failures ? ` The operation ended after ${failures.toLocaleString('en')} of them.` : '';
  const message = `${left} more fields failed, whose errors are left out.${ended} Ask for fewer at once.`;
  return [
    ...errors.slice(0, most),
    new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COSTLY' satisfies ErrorCode } }),
  ];
}
