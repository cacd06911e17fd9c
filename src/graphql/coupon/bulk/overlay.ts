import type { Input } from '../../fields/rest-body.ts';
import type { UserError } from '../../user-error.ts';

/** The values of one item over those that all have in common. A discount that is given in one way replaces the other. */
export function overlay(common: Input, own: Input): Input {
  const kept = Object.entries(common).filter(([name]) => !replacedBy(own).includes(name));
  return { ...Object.fromEntries(kept), ...own };
}

function replacedBy({ discount, discountType, discountAmount }: Input): readonly string[] {
  if (discount !== undefined) return ['discountType', 'discountAmount'];
  return discountType !== undefined || discountAmount !== undefined ? ['discount'] : [];
}

/** Where the values of an item stand in the arguments. */
interface Places {
  readonly common: Input;
  readonly commonPath: readonly string[];
  /** Undefined for an item that has none of its own. */
  readonly own: Input | undefined;
  readonly ownPath: readonly string[];
}

/** Where a value of an item stands: its own, else that of all. One that is missing is missing among its own. */
export function placeOf(name: string, { common, commonPath, own, ownPath }: Places): readonly string[] {
  const isOwn = own !== undefined && (own[name] !== undefined || common[name] === undefined);
  return [...(isOwn ? ownPath : commonPath), name];
}

/**
 * A user error of one item with its path in the arguments.
 *
 * @param toPlace gives it for the first part of a path into the item.
 * @param itemPath where the item stands; null where it stands nowhere.
 */
export function locate(
  error: UserError,
  toPlace: (name: string) => readonly string[],
  itemPath: readonly string[] | null,
): UserError {
  const [name, ...inside] = error.field ?? [];
  return { ...error, field: name === undefined ? itemPath : [...toPlace(name), ...inside] };
}
