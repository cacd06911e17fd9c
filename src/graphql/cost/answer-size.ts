import type { ListShape, SelectedField, Shape } from './answer-shape.ts';
import { argumentsOf } from './arguments.ts';

/** What an answer may hold. */
export interface AnswerSize {
  readonly values: number;
  /** Of keys and punctuation: what a value takes is not known before it is read. */
  readonly bytes: number;
  /** Fields that fail since their arguments do not fit. */
  readonly failures: number;
}

/** What decides how large an answer becomes. */
interface Measure {
  rows(list: ListShape): number;
  fails(field: SelectedField): boolean;
}

/** The size whatever the variables are; infinite where they name any number of objects. */
export function greatestSize(shape: Shape): AnswerSize {
  return measure(shape, { rows: ({ rows }) => rows.most, fails: () => true });
}

/** The size for these variables, which are coerced. */
export function sizeFor(shape: Shape, variables: Readonly<Record<string, unknown>>): AnswerSize {
  return measure(shape, {
    rows({ field, node, rows }) {
      const args = argumentsOf(field, node, variables);
      return args ? rows.of(args) : 0;
    },
    fails: ({ field, node }) => argumentsOf(field, node, variables) === undefined,
  });
}

/**
 * Lists within lists multiply: a page that is asked for within each row of a page costs few REST calls, since its rows
 * are of one store, so a count of calls does not bound the answer.
 */
function measure(shape: Shape, by: Measure): AnswerSize {
  let { values, bytes } = shape;
  let failures = shape.fallible.filter(by.fails).length;
  for (const list of shape.lists) {
    const rows = by.rows(list);
    if (rows <= 0) continue;
    const row = measure(list.row, by);
    values += rows * row.values;
    bytes += rows * row.bytes;
    if (row.failures > 0) failures += rows * row.failures;
  }
  return { values, bytes, failures };
}
