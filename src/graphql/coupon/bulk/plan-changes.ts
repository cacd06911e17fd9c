import { foldCode } from '../../../rest/known-codes.ts';
import { createChecks } from '../../checks.ts';
import type { Input } from '../../fields/rest-body.ts';
import { invalidId, nothingToChange, type UserError } from '../../user-error.ts';
import { checkCoupon } from '../coupon-input.ts';
import { type Change, type Deletion, type Target, toChange, toDeletion, toTarget } from '../coupon-writes.ts';
import type { CouponBulkDeleteInput, CouponBulkUpdateInput } from './bulk-inputs.ts';
import {
  type BulkPlan,
  checkItems,
  findRepeated,
  itemPath,
  MAX_ITEM_ERRORS,
  type PlannedItem,
  type PlanRules,
} from './bulk-plan.ts';
import { locate, overlay, placeOf } from './overlay.ts';

type UpdateInput = typeof CouponBulkUpdateInput.$inferInput;
type DeleteInput = typeof CouponBulkDeleteInput.$inferInput;

/** How an item names its coupon. */
interface Named {
  readonly id: string;
  readonly expectedVersion?: string | null | undefined;
}

const SET = ['input', 'set'];
const PLACES = { id: ['id'], version: ['expectedVersion'] };

/** Checks a batch of changes and makes each ready to be sent. */
export function planUpdates({ items, set }: UpdateInput, rules: PlanRules): BulkPlan<PlannedItem<Change>> {
  const { percentScale } = rules;
  const common: Input = set ?? {};
  const tooMany = checkItems(items, rules);
  // Too many are not looked at.
  const mistakes = tooMany.length > 0 ? tooMany : checkCoupon(common, 'update', SET, percentScale);
  if (mistakes.length > 0) return { mistakes: mistakes.slice(0, MAX_ITEM_ERRORS), items: [] };
  const targets = items.map(targetOf);
  const sameCoupon = findRepeated(targets, nameOf);
  const values = items.map((item) => overlay(common, item.set ?? {}));
  const sameCode = findRepeated(values, ({ code }, index) => codeOf(targets[index], code));

  function planItem(item: UpdateInput['items'][number], index: number): PlannedItem<Change> {
    const path = itemPath(index);
    const own: Input | undefined = item.set ?? undefined;
    const places = { common, commonPath: SET, own, ownPath: [...path, 'set'] };
    const isOfItem = (name: string): boolean => name === 'id' || name === 'expectedVersion' || name === 'set';
    const toPlace = (name: string) => (isOfItem(name) ? [...path, name] : placeOf(name, places));
    const planned = { locate: (error: UserError) => locate(error, toPlace, path) };
    const target = targets[index];
    const input = values[index] ?? {};
    const isEmpty = Object.keys(input).length === 0;
    const naming = findNamingFaults(target, sameCoupon.get(index));
    const checks = createChecks([], isEmpty ? [...naming, nothingToChange(['set'])] : [...naming]);
    const same = sameCode.get(index);
    if (same !== undefined) checks.refuse('code', `The item at index ${same} gives the same code.`, 'TAKEN');
    const faults = [...checks.userErrors, ...checkCoupon(input, 'update', [], percentScale)].slice(0, MAX_ITEM_ERRORS);
    if (!target || faults.length > 0) return { ...planned, mistakes: faults.map(planned.locate) };
    return { ...planned, mistakes: [], work: toChange(target, input, [], percentScale) };
  }

  return { mistakes: [], items: items.map(planItem) };
}

/** Checks a batch of deletions and makes each ready to be sent. */
export function planDeletions({ items }: DeleteInput, rules: PlanRules): BulkPlan<PlannedItem<Deletion>> {
  const mistakes = checkItems(items, rules);
  if (mistakes.length > 0) return { mistakes, items: [] };
  const targets = items.map(targetOf);
  const sameCoupon = findRepeated(targets, nameOf);
  return {
    mistakes: [],
    items: targets.map((target, index) => {
      const path = itemPath(index);
      const planned = { locate: (error: UserError) => locate(error, (name) => [...path, name], path) };
      const faults = findNamingFaults(target, sameCoupon.get(index));
      if (!target || faults.length > 0) return { ...planned, mistakes: faults.map(planned.locate) };
      return { ...planned, mistakes: [], work: toDeletion(target) };
    }),
  };
}

function targetOf({ id, expectedVersion }: Named): Target | undefined {
  return toTarget(id, expectedVersion, PLACES);
}

function nameOf(target: Target | undefined): string | undefined {
  return target && `${target.storeId} ${target.couponId}`;
}

/** A code is of one coupon in its store. */
function codeOf(target: Target | undefined, code: unknown): string | undefined {
  return target && typeof code === 'string' ? `${target.storeId} ${foldCode(code)}` : undefined;
}

/** What is wrong with how an item names its coupon; `same` is the index of one that names it too. */
function findNamingFaults(target: Target | undefined, same: number | undefined): readonly UserError[] {
  if (!target) return [invalidId(PLACES.id, 'coupon')];
  const checks = createChecks([]);
  // Which of them would come last is not known, since several are sent at once.
  if (same !== undefined) checks.refuse(PLACES.id, `The item at index ${same} is the same coupon.`);
  return checks.userErrors;
}
