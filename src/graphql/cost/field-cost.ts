import type { GraphQLField } from 'graphql';

/** What one field may cost. It is told where the field is declared, in its `extensions`, and everything else follows. */
export interface FieldCost {
  /** REST calls at the most, whatever the arguments are; infinite where they name any number of objects. */
  readonly calls?: number;
  /** REST calls that it makes whatever happens, where that is less. */
  readonly callsAtLeast?: number;
  /** Of a field that is a list, or a page of one. */
  readonly rows?: RowCount;
}

/** How many rows a field gives. */
export interface RowCount {
  /** Rows at the most, whatever the arguments are; may be infinite. */
  readonly most: number;
  /** Rows at the most for these arguments, which are coerced. */
  of(args: Readonly<Record<string, unknown>>): number;
}

/** For the `extensions` of a field. */
export function cost(fieldCost: FieldCost): { readonly cost: FieldCost } {
  return { cost: fieldCost };
}

const FREE: FieldCost = {};

/** What a field may cost; one that says nothing calls nothing and gives one value. */
export function costOf(field: GraphQLField<unknown, unknown>): FieldCost {
  return (field.extensions.cost as FieldCost | undefined) ?? FREE;
}

/** The rows of a field that gives one for each entry of the list in an argument. */
export function rowForEach(argument: string): RowCount {
  return {
    most: Number.POSITIVE_INFINITY,
    of: (args) => (args[argument] as readonly unknown[]).length,
  };
}
