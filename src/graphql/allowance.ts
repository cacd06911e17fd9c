import { badUserInput } from './errors.ts';

/** A number of things that one operation may ask for. */
export interface Allowance {
  /**
   * Waits until everything was taken that the operation's fields take at once: when that is too much, none of them
   * goes on to read anything.
   *
   * @throws {GraphQLError} `BAD_USER_INPUT` when more were taken than there are.
   */
  take(count: number): Promise<void>;
}

export function createAllowance(what: string, total: number): Allowance {
  let left = total;
  return {
    async take(count) {
      left -= count;
      await undefined;
      if (left < 0) throw badUserInput(`One operation may ask for ${total} ${what} at most.`);
    },
  };
}
