import { foldCode } from '../../../rest/known-codes.ts';
import { createChecks } from '../../checks.ts';
import type { Input } from '../../fields/rest-body.ts';
import type { UserError } from '../../user-error.ts';
import { checkCoupon } from '../coupon-input.ts';
import { type Creation, toCreation } from '../coupon-writes.ts';
import type { CouponBulkCreateInput } from './bulk-inputs.ts';
import {
  type BulkPlan,
  checkItems,
  findRepeated,
  ITEMS,
  itemPath,
  MAX_ITEM_ERRORS,
  mostItems,
  type PlannedItem,
  type PlanRules,
} from './bulk-plan.ts';
import { type Codes, checkCodes, createCodes } from './codes.ts';
import { locate, overlay, placeOf } from './overlay.ts';

/** A coupon of a batch that is to be created. */
export interface PlannedCreation extends PlannedItem<Creation> {
  /** Undefined when none was given and the item holds mistakes. */
  readonly code: string | undefined;
  /** Draws another code for it; absent where it must keep its own. */
  drawAgain?(): Creation;
}

type BulkInput = typeof CouponBulkCreateInput.$inferInput;
type Item = NonNullable<BulkInput['items']>[number];

const STORE_ID = ['input', 'storeId'];
const TEMPLATE = ['input', 'template'];
const GENERATE = ['input', 'generate'];

/** Checks a batch of new coupons and makes each ready to be sent. It draws their codes. */
export function planCreations(input: BulkInput, rules: PlanRules): BulkPlan<PlannedCreation> {
  const { storeId, template, generate } = input;
  const mistakes = checkWhole(input, rules);
  if (mistakes.length > 0) return { mistakes, items: [] };
  const items: readonly Item[] = input.items ?? Array.from({ length: generate?.count ?? 0 }, () => ({}));
  const given = items.flatMap(({ code }) => code ?? []);
  const codes = generate ? createCodes(generate, { storeId, size: items.length }, given) : undefined;
  const repeated = findRepeated(items, ({ code }) => (code == null ? undefined : foldCode(code)));

  function planItem(item: Item, index: number): PlannedCreation {
    const { code: _code, ...own }: Input = item.set ?? {};
    const path = input.items ? itemPath(index) : undefined;
    const places = {
      common: template,
      commonPath: TEMPLATE,
      own: item.set ? own : undefined,
      ownPath: [...(path ?? []), 'set'],
    };
    const toPlace = (name: string): readonly string[] => {
      if (name === 'storeId') return STORE_ID;
      if (name === 'set') return places.ownPath;
      if (name !== 'code') return placeOf(name, places);
      return path && (item.code != null || !codes) ? [...path, 'code'] : [...GENERATE, 'pattern'];
    };
    const planned = { locate: (error: UserError) => locate(error, toPlace, path ?? null) };
    const values = overlay(template, own);
    const faults = findFaults(item, own, values, repeated.get(index), codes, rules.percentScale);
    if (faults.length > 0) return { ...planned, code: item.code ?? undefined, mistakes: faults.map(planned.locate) };

    const creationOf = (code: string): Creation =>
      toCreation(storeId, { ...values, code }, { values: [], id: ['storeId'] }, rules.percentScale);
    if (item.code != null) return { ...planned, code: item.code, mistakes: [], work: creationOf(item.code) };
    const draw = (): string => (codes as Codes).draw(index);
    const code = draw();
    const work = creationOf(code);
    // Codes of a seed are the same whenever they are asked for: another one would make another coupon each time.
    if (generate?.seed != null) return { ...planned, code, mistakes: [], work };
    return { ...planned, code, mistakes: [], work, drawAgain: () => creationOf(draw()) };
  }

  return { mistakes: [], items: items.map(planItem) };
}

/** Mistakes that are not of a single item. */
function checkWhole({ template, items, generate }: BulkInput, rules: PlanRules): readonly UserError[] {
  const count = generate?.count ?? undefined;
  if (!items && count === undefined) {
    return [{ field: ITEMS, message: 'Give items, or in generate a count of coupons to create.', code: 'REQUIRED' }];
  }
  const faults = items ? checkItems(items, rules) : [];
  // Too many are not looked at.
  if (faults.length > 0) return faults;
  const generation = createChecks(GENERATE);
  if (items && count !== undefined) generation.refuse('count', 'Give a count or items, but not both.');
  const most = mostItems(rules);
  if (count !== undefined && (count < 1 || count > most)) {
    generation.refuse('count', `Must be from 1 to ${most}.`, 'OUT_OF_RANGE');
  }
  if (generate) checkCodes(generate, generation);
  const { code, ...values }: Input = template;
  const common = createChecks(TEMPLATE, [...checkCoupon(values, 'update', TEMPLATE, rules.percentScale)]);
  if (code !== undefined) common.refuse('code', 'A code is of one coupon: give it in items, or have it drawn.');
  // Without items, the template is all there is of each coupon.
  if (!items && common.userErrors.length === 0) {
    return [...generation.userErrors, ...checkCoupon(values, 'create', TEMPLATE, rules.percentScale)];
  }
  return [...generation.userErrors, ...common.userErrors].slice(0, MAX_ITEM_ERRORS);
}

/** Mistakes of one item, their paths as of a single coupon with `code` and `set`. */
function findFaults(
  { code, set }: Item,
  own: Input,
  values: Input,
  same: number | undefined,
  codes: Codes | undefined,
  percentScale: number,
): readonly UserError[] {
  const checks = createChecks([]);
  if (code == null && !codes) checks.refuse('code', 'Give a code, or say in generate how to draw one.', 'REQUIRED');
  if (same !== undefined) checks.refuse('code', `The item at index ${same} has the same code.`, 'TAKEN');
  if (set && 'code' in set) checks.refuse(['set', 'code'], 'Give the code beside set.');
  const ownFaults = checkCoupon(own, 'update', [], percentScale);
  const faults = ownFaults.length > 0 ? ownFaults : checkCoupon(values, 'create', [], percentScale);
  return [...checks.userErrors, ...faults].slice(0, MAX_ITEM_ERRORS);
}
