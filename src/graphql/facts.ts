import type { GraphQLField, GraphQLNamedType } from 'graphql';
import type { Scope } from '../rest/scope.ts';
import type { PageCost } from './connection.ts';
import type { Reads } from './cost/reads.ts';

/**
 * What is told of a field where it is declared, beside its GraphQL. Everything else follows from it: the bound and the
 * estimate of an operation, the size of its answer, and what routers are told.
 */
export interface FieldFacts {
  /** REST calls at the most, whatever the arguments are; infinite where they name any number of objects. */
  readonly calls?: number;
  /**
   * REST calls at the most for these arguments, which are coerced, of a mutation that has an allowance of its own: they do
   * not count against the budget of its operation, which has one such field at the most.
   */
  allowance?(args: Readonly<Record<string, unknown>>): number;
  /** REST calls that a mutation makes whatever happens, where that is less. */
  readonly callsAtLeast?: number;
  /** What a router takes it to cost; 1 unless told, for a field that calls. */
  readonly weight?: number;
  /** Of a field that is a list, or a page of one. */
  readonly rows?: RowCount;
  /**
   * Notes the reads of a field that calls by itself, and gives where what is selected below it stands; undefined where
   * nothing is read below. A field that reads nothing needs it only where it leads into a store.
   */
  reads?(at: ReadsAt): Place | undefined | readonly (Place | undefined)[];
  /** What a caller must be allowed to do. */
  readonly scope?: Scope;
  /** Whether it tells of the caller, so that there must be one although it calls nothing. */
  readonly needsCredential?: true;
}

/** How many rows a field gives. */
export interface RowCount {
  /** Rows at the most, whatever the arguments are; may be infinite. */
  readonly most: number;
  /** Rows at the most for these arguments, which are coerced. */
  of(args: Readonly<Record<string, unknown>>): number;
  /** What a router takes it to be. */
  readonly assumed?: number;
  /** The arguments that say how many, for a router. */
  readonly slicedBy?: readonly string[];
}

/** Where in the data a selection stands. What its fields read is known from this and their arguments. */
export interface Place {
  /** The store that all of it belongs to; empty outside of stores. */
  readonly storeId: string;
  /** Its type, where the schema alone does not tell. */
  readonly type?: string;
  /** The page of a list that it is a part of. */
  readonly page?: { readonly key: string; readonly cost: PageCost };
}

/** One field of an operation that is about to be executed. */
export interface ReadsAt<Args = object> {
  readonly place: Place;
  /** Coerced, defaults included. */
  readonly args: Args;
  readonly reads: Reads;
  /** What one walk down a list from a cursor may cost. */
  readonly downwards: number;
}

/** What is told of an object type, for routers. */
export interface TypeFacts {
  /** Each the fields that name one object. */
  readonly keys?: readonly string[];
  /** Another subgraph owns it: here it is nothing but its key. */
  readonly isStub?: true;
  /** Other subgraphs may define it too. */
  readonly isShareable?: true;
  /** Types have scopes too, since other subgraphs lead to entities past our fields. */
  readonly scope?: Scope;
}

/** For the `extensions` of a field. */
export function facts(of: FieldFacts): { readonly facts: FieldFacts } {
  return { facts: of };
}

/** For the `extensions` of an object type. */
export function typeFacts(of: TypeFacts): { readonly facts: TypeFacts } {
  return { facts: of };
}

const NOTHING = {};

/** What is told of a field; one of which nothing is calls nothing and gives one value. */
export function factsOf({ extensions }: GraphQLField<unknown, unknown>): FieldFacts {
  return (extensions.facts as FieldFacts | undefined) ?? NOTHING;
}

export function typeFactsOf({ extensions }: GraphQLNamedType): TypeFacts {
  return (extensions.facts as TypeFacts | undefined) ?? NOTHING;
}

/** The rows of a field that gives one for each entry of the list in an argument. */
export function rowForEach(argument: string, assumed?: number): RowCount {
  return {
    most: Number.POSITIVE_INFINITY,
    of: (args) => (args[argument] as readonly unknown[]).length,
    ...(assumed !== undefined && { assumed }),
  };
}
