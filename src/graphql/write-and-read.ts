import { attemptWrite, readUnapplied, type UserError, type WriteSubject } from './user-error.ts';

/** How an object is written, and read where the answer to the write is empty (204). */
interface Steps<Row, T> {
  write(): Promise<Row | undefined>;
  read(): Promise<Row | undefined>;
  /** @throws {BadResponseError} when the row is not of the shape that the contract says. */
  toObject(row: Row): T;
}

/** What became of a write. */
export interface WrittenObject<T> {
  /**
   * As it is stored now; undefined when the write failed, or when the object is gone.
   *
   * @throws {RestError} when the write is done but could not be read: an error of the field that asks, and of no other.
   */
  readonly stored?: T;
  readonly userErrors: readonly UserError[];
}

/**
 * Runs a write and gives what is stored then, with the values of `asked` that did not take.
 *
 * @throws {RestError} for failures that are not about the input.
 */
export async function writeAndRead<Row extends object, T>(
  subject: WriteSubject,
  asked: object,
  { write, read, toObject }: Steps<Row, T>,
): Promise<WrittenObject<T>> {
  const toWritten = (row: Row) => ({ stored: toObject(row), userErrors: readUnapplied(subject, asked, row) });
  const { value, userErrors } = await attemptWrite(subject, async () => {
    const row = await write();
    // Part of the attempt: an answer of another shape leaves open what became of the write.
    return row ? toWritten(row) : 'done';
  });
  if (value !== 'done') return value ?? { userErrors };
  try {
    const row = await read();
    return row ? toWritten(row) : { userErrors };
  } catch (error) {
    return {
      get stored(): T {
        throw error;
      },
      userErrors,
    };
  }
}
