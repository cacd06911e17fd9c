/** What to show at each input, by its name such as `discount.percentage`; at '' what belongs to none. Empty: done. */
export type Mistakes = ReadonlyMap<string, string>;

interface UserError {
  readonly field: readonly string[] | null | undefined;
  readonly message: string;
}

interface FieldError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: { readonly [name: string]: unknown } | undefined;
}

/**
 * What went wrong with one field of a mutation.
 *
 * @param field its name in the answer.
 * @param payload null when it failed, whatever became of the fields beside it.
 * @param errors of the whole answer.
 */
export function mistakesOf(
  field: string,
  payload: { readonly userErrors: readonly UserError[] } | null | undefined,
  errors: readonly FieldError[],
): Mistakes {
  const ofField = errors.filter(({ path }) => path === undefined || path[0] === field);
  return new Map([
    ...(payload ? payload.userErrors : []).map(({ field, message }) => [inputNameOf(field), message] as const),
    ...ofField.map(({ extensions, message }) => [inputNameOf(extensions?.inputPath), message] as const),
  ]);
}

/** What went wrong with a bulk mutation: as a whole, or else with each of its items. */
export interface BatchMistakes {
  readonly whole: Mistakes;
  /** In the order of the items; empty when none was looked at. */
  readonly items: readonly Mistakes[];
}

interface BatchPayload {
  readonly results: readonly { readonly userErrors: readonly UserError[] }[];
  readonly userErrors: readonly UserError[];
}

/**
 * The same of a bulk mutation.
 *
 * @param payload null when nothing was done, for a reason that is not in the input.
 */
export function batchMistakesOf(
  field: string,
  payload: BatchPayload | null | undefined,
  errors: readonly FieldError[],
): BatchMistakes {
  if (!payload || payload.results.length === 0) return { whole: mistakesOf(field, payload, errors), items: [] };
  const items = payload.results.map(
    ({ userErrors }) => new Map(userErrors.map(({ field, message }) => [itemInputNameOf(field), message] as const)),
  );
  return { whole: new Map(), items };
}

/** `["input", "items", "3", "set", "expiresAt"]` is the input `expiresAt`, and so is that of what all have in common. */
function itemInputNameOf(path: readonly string[] | null | undefined): string {
  const [, place, ...inside] = path ?? [];
  const [index, ...names] = inside;
  if (place !== 'items' || index === undefined) return inside.join('.');
  return (names[0] === 'set' ? names.slice(1) : names).join('.');
}

/** `["input", "set", "expiresAt"]` is the input `expiresAt`. */
function inputNameOf(path: unknown): string {
  return Array.isArray(path) ? path.slice(2).join('.') : '';
}

/** What is stored, as the inputs of a form show it. */
export interface Stored<Values> {
  readonly values: Values;
  readonly version: string;
}

/** What became of a change. */
export interface Sent<Values> {
  /** The object as it is now, when that is known. */
  readonly present: Stored<Values> | null | undefined;
  readonly mistakes: Mistakes;
}

/** The state of a form that edits an object. */
export interface Form<Values> {
  readonly values: Values;
  edit(values: Partial<Values>): void;
  /** Sends what differs from what is stored. After a conflict, sending again changes the object as it is by then. */
  save(): Promise<Mistakes>;
}

/** @param send what changes the object if it still is of the version. */
export function createForm<Values extends object>(
  opened: Stored<Values>,
  send: (set: Partial<Values>, expectedVersion: string) => Promise<Sent<Values>>,
): Form<Values> {
  let stored = opened;
  let edited: Partial<Values> = {};
  return {
    get values() {
      return { ...stored.values, ...edited };
    },
    edit(values) {
      edited = dirtyOf(stored.values, { ...edited, ...values });
    },
    async save() {
      if (Object.keys(edited).length === 0) return new Map();
      const { present, mistakes } = await send(edited, stored.version);
      if (present) stored = present;
      edited = dirtyOf(stored.values, edited);
      return mistakes;
    },
  };
}

/** The edited values that differ from the stored ones. */
function dirtyOf<Values extends object>(stored: Values, edited: Partial<Values>): Partial<Values> {
  const dirty = { ...edited };
  for (const name in edited) {
    if (JSON.stringify(edited[name]) === JSON.stringify(stored[name])) delete dirty[name];
  }
  return dirty;
}
