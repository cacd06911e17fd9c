import { badUserInput } from './errors.ts';

/** A number of things that one operation may ask for. */
export interface Allowance {
  /**
   * @throws {GraphQLError} `BAD_USER_INPUT` when more are taken than are left.
   */
  take(count: number): void;
}

export function createAllowance(what: string, total: number): Allowance {
  let left = total;
  return {
    take(count) {
      left -= count;
      if (left < 0) throw badUserInput(`One operation may ask for ${total} ${what} at most.`);
    },
  };
}
