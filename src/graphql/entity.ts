import type { ObjectRef } from '@pothos/core';
import { isFlakeId } from '../rest/flake-id.ts';
import type { Scope } from '../rest/scope.ts';
import { builder, type Types } from './builder.ts';
import type { Context } from './context.ts';
import type { Reads } from './cost/reads.ts';
import { type Place, type TypeFacts, typeFacts } from './facts.ts';

/** What every object with a global id has. */
export interface NodeModel {
  readonly __typename: string;
  /** The global id. */
  readonly id: string;
}

export const NodeRef = builder.interfaceRef<NodeModel>('Node').implement({
  description: "An object that can be read again by its global id (Relay's Object Identification).",
  resolveType: (node) => node.__typename,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The global id: unique across all types and stores, stable, and readable.' }),
  }),
});

/** A kind of object that global ids name, and that other subgraphs point at. */
export interface Entity<Model extends NodeModel = NodeModel, Part extends string = string> {
  readonly ref: ObjectRef<Types, Model>;
  /** What names one within its store; absent where the store alone does. */
  readonly part?: {
    /** Its field, where other subgraphs may name one by it and `storeId`: of an enum they would have to know every value. */
    readonly keyField?: string;
    isValid(value: unknown): value is Part;
  };
  readonly scope?: Scope;
  /** Gives one, null when there is none; fails for what cannot be read. */
  load(context: Context, storeId: string, part: Part): Model | null | Promise<Model | null>;
  /** Notes what loading one reads. */
  note(reads: Reads, storeId: string, part: Part): void;
}

/** One object, as an id names it. */
export interface EntityKey {
  readonly entity: Entity;
  readonly storeId: string;
  /** Empty where the store alone names it. */
  readonly part: string;
}

/** Entities by the names of their types. */
export type Entities = ReadonlyMap<string, Entity>;

const PREFIX = 'gid://paynow/';
/** In characters: twice what the longest global id has. */
const MAX_LENGTH = 160;

/** The global id of an object. */
export function toGlobalId(type: string, storeId: string, part?: string): string {
  return part === undefined ? `${PREFIX}${type}/${storeId}` : `${PREFIX}${type}/${storeId}/${part}`;
}

/** Reads a global id strictly: undefined for anything that {@link toGlobalId} would not have written. */
export function parseGlobalId(entities: Entities, id: string): EntityKey | undefined {
  const parts = splitGlobalId(id);
  return parts && toEntityKey(entities.get(parts[0]), parts[1], parts[2]);
}

/** Reads the global id of an object of one type: undefined for any other. */
export function parseIdOf<Part extends string>(
  entity: Entity<NodeModel, Part>,
  id: string,
): { readonly storeId: string; readonly part: Part } | undefined {
  const parts = splitGlobalId(id);
  const key = parts && parts[0] === entity.ref.name ? toEntityKey(entity, parts[1], parts[2]) : undefined;
  return key && { storeId: key.storeId, part: key.part as Part };
}

/** Type, store and part of what may be a global id. */
function splitGlobalId(id: string): readonly [string, string | undefined, string | undefined] | undefined {
  if (!id.startsWith(PREFIX) || id.length > MAX_LENGTH) return undefined;
  const [type = '', storeId, part, ...rest] = id.slice(PREFIX.length).split('/');
  return rest.length > 0 ? undefined : [type, storeId, part];
}

/** The key that some ids make, which are not checked yet; undefined when they do not. */
export function toEntityKey(entity: Entity | undefined, storeId: unknown, part: unknown): EntityKey | undefined {
  if (!entity || !isFlakeId(storeId)) return undefined;
  if (!entity.part) return part === undefined ? { entity, storeId, part: '' } : undefined;
  return entity.part.isValid(part) ? { entity, storeId, part } : undefined;
}

/** Notes what reading one object reads, and gives where it stands; undefined where there is no key. */
export function enter(reads: Reads, key: EntityKey | undefined): Place | undefined {
  if (!key) return undefined;
  const { entity, storeId, part } = key;
  entity.note(reads, storeId, part);
  return { storeId, type: entity.ref.name };
}

/** What routers are told of an entity, for the `extensions` of its type. */
export function entityFacts(entity: Entity): { readonly facts: TypeFacts } {
  return typeFacts({ keys: keysOf(entity), ...(entity.scope && { scope: entity.scope }) });
}

function keysOf({ part }: Entity): readonly string[] {
  if (!part) return ['id', 'storeId'];
  return part.keyField ? ['id', `storeId ${part.keyField}`] : ['id'];
}
