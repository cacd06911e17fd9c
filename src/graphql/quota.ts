import { badUserInput } from './errors.ts';

/** A number of things that one operation may ask for. */
export interface Quota {
  /**
   * Waits until everything was taken that the operation's fields take at once: when that is too much, none of them
   * goes on to read anything. A field, named by its place in the answer, counts once, however often it is executed.
   *
   * @throws {GraphQLError} `BAD_USER_INPUT` when more were taken than there are.
   */
  take(field: string | number, count: number): Promise<void>;
}

export function createQuota(what: string, total: number): Quota {
  const taken = new Map<string | number, number>();
  return {
    async take(field, count) {
      taken.set(field, count);
      await undefined;
      const sum = taken.values().reduce((left, right) => left + right, 0);
      if (sum > total) throw badUserInput(`One operation may ask for ${total} ${what} at most.`);
    },
  };
}
