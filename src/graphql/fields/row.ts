import type { InputTypeParam, TypeParam } from '@pothos/core';
import type { ContractDrift } from '../../rest/upstream.ts';
import type { Types } from '../builder.ts';

/** Told of values that a newer REST API sends and this schema does not know. */
export type Note = (drift: ContractDrift) => void;

/**
 * How values of one kind look in REST, in a resolver and in the schema.
 *
 * `Read` is what a REST answer holds, `Written` what a REST body takes, `Value` what a resolver gives.
 */
export interface ValueType<Read, Written, Value, Scope = unknown> {
  readonly output: TypeParam<Types>;
  /** Inputs that create something, or replace it as a whole; absent where only answers hold such values. */
  readonly create?: InputTypeParam<Types>;
  /** Inputs that change something. */
  readonly update?: InputTypeParam<Types>;
  /**
   * Checks a value of an answer, null and absent ones apart, and gives it as a resolver does.
   *
   * @throws {BadResponseError} naming the place, never the value.
   */
  readonly read: (value: Read, place: string, note: Note, scope: Scope) => Value;
  /** The REST value for one of an input, null apart. */
  readonly write: (value: never, kind: InputKind) => Written;
  /** An enum with `UNKNOWN`, which no input may hold. */
  readonly isEnum?: true;
  /** Objects, or lists of them: their fields. */
  readonly rows?: Rows;
  /** A list of objects, whose rows the account of an operation counts. */
  readonly isObjectList?: true;
}

/** What an input is for: to make something as a whole, or to change what is there. */
export type InputKind = 'create' | 'update';

/** One field: everything that is to be said of it. Its GraphQL name is its key in {@link Rows}. */
export interface Row {
  /** Its name in REST. */
  readonly rest: string;
  readonly type: ValueType<never, unknown, unknown, never>;
  readonly description: string | Descriptions;
  /** Whether answers may hold null, or lack it. */
  readonly nullable?: true;
  /** Whether inputs take it, and must have it when they create; absent where only answers hold it. */
  readonly input?: 'required' | 'optional';
  /** The value of an input that creates and leaves it out. */
  readonly byDefault?: unknown;
  /** The field of an input that may stand in place of it. */
  readonly unless?: string;
  /** What null does in a change. Absent: it is refused. */
  readonly onNull?: NullMeaning;
  /** Whether inputs must not be below zero. */
  readonly notNegative?: true;
  /** What to use in its place, where clients should stop using it. */
  readonly deprecated?: string;
}

/** Null clears the value, or PayNow does not document what it does: then it is sent as it is. */
type NullMeaning = 'clears' | 'undocumented';

/** Where one text does not fit the type and both inputs. */
interface Descriptions {
  readonly answer: string;
  readonly create: string;
  readonly update: string;
}

/** The fields of one object by their GraphQL names. */
export type Rows = Readonly<Record<string, Row>>;

/**
 * What rows must be to fit the REST object `Dto`, the body `Body` that writes one and the body `Change` that changes
 * one: each REST name is one of theirs, its type reads all that an answer may hold and writes nothing that a body may
 * not, null is allowed where the contract has it, and what a body cannot do without is required or has a default.
 */
export type RowsOf<Dto, Body = object, Change = Body> = Readonly<
  Record<
    string,
    { [R in keyof Dto & string]: AnswerColumns<R, Dto[R]> & InputColumns<R, Dto, Body, Change> }[keyof Dto & string]
  >
>;

interface CommonColumns<R> {
  readonly rest: R;
  readonly deprecated?: string;
  readonly description: string | Descriptions;
}

type AnswerColumns<R, V> = CommonColumns<R> & {
  readonly type: { readonly read: (value: NonNullable<V>, place: string, note: Note, scope: never) => unknown };
} & ([V] extends [NonNullable<V>] ? { readonly nullable?: true } : { readonly nullable: true });

type InputColumns<R extends keyof Dto, Dto, Body, Change> = R extends keyof Body
  ? (WritableColumns<Body[R]> & NullColumn<Dto[R], R extends keyof Change ? Change[R] : never>) | AnswersOnly
  : AnswersOnly;

/** Null clears where a change may hold it; where answers may lack the value, nobody says what it does. */
type NullColumn<Held, Changed> = null extends Changed
  ? { readonly onNull: 'clears' }
  : [Held] extends [NonNullable<Held>]
    ? { readonly onNull?: never }
    : { readonly onNull?: 'undocumented' };

interface AnswersOnly {
  readonly input?: never;
}

/** A body whose optional values a change may clear with null. */
export type Clearable<Body> = { readonly [R in keyof Body]: Body[R] | (undefined extends Body[R] ? null : never) };

interface WritableColumns<V> {
  readonly type: { readonly write: (value: never, kind: InputKind) => NonNullable<V> };
  readonly input: undefined extends V ? 'required' | 'optional' : 'required';
  readonly byDefault?: boolean | number | string;
  readonly unless?: string;
  readonly notNegative?: true;
}

/** The object that resolvers give for such rows. */
export type ModelOf<R extends Rows> = {
  readonly [Name in keyof R]: ReturnType<R[Name]['type']['read']> | (R[Name]['nullable'] extends true ? null : never);
};
