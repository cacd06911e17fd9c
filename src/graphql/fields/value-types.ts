import type { InputType, InputTypeParam, OutputType, TypeParam } from '@pothos/core';
import type { Int64 } from '../../rest/json.ts';
import type { Types } from '../builder.ts';
import {
  expectBoolean,
  expectInt32,
  expectInt64,
  expectList,
  expectObject,
  expectString,
  expectStrings,
} from '../expect.ts';
import type { Mapper } from './mapper.ts';
import { type Input, toRestBody } from './rest-body.ts';
import type { Rows, ValueType } from './row.ts';

const same = <T>(value: T): T => value;

export const BOOLEAN: ValueType<boolean, boolean, boolean> = {
  ...named('Boolean', 'Boolean'),
  read: expectBoolean,
  write: same<boolean>,
};

export const STRING: ValueType<string, string, string> = {
  ...named('String', 'String'),
  read: expectString,
  write: same<string>,
};

export const INT32: ValueType<number, number, number> = {
  ...named('Int', 'Int'),
  read: expectInt32,
  write: same<number>,
};

export const INT64: ValueType<Int64, Int64, Int64> = {
  ...named('Int64', 'Int64'),
  read: expectInt64,
  write: same<Int64>,
};

/** RFC 3339, passed on as it came. */
export const MOMENT: ValueType<string, string, string> = { ...STRING, ...named('DateTime', 'DateTime') };

/** ISO 8601, passed on as it came. */
export const PERIOD: ValueType<string, string, string> = { ...STRING, ...named('Duration', 'Duration') };

/** A flake id. */
export const FLAKE_ID: ValueType<string, string, string> = { ...STRING, ...named('FlakeID', 'FlakeID') };

export const FLAKE_IDS: ValueType<string[], string[], readonly string[]> = {
  ...named(['FlakeID'], ['FlakeID']),
  read: expectStrings,
  write: same<string[]>,
};

/** What is told of an object that is part of another one. */
interface ObjectParts<Dto, Model, Scope> {
  readonly output: OutputType<Types>;
  /** Absent where only answers hold it. */
  readonly inputs?: { readonly create: InputType<Types>; readonly update: InputType<Types> };
  readonly rows: Rows;
  readonly map: Mapper<Dto, Model, Scope>;
}

/** An object within an object. */
export function objectOf<Dto extends object, Body, Model, Scope>({
  output,
  inputs,
  rows,
  map,
}: ObjectParts<Dto, Model, Scope>): ValueType<Dto, Body, Model, Scope> {
  return {
    output,
    ...inputs,
    rows,
    read: (value, place, note, scope) => map(expectObject(value, place), note, scope),
    write: (value: Input, kind) => toRestBody(rows, value, kind) as Body,
  };
}

/** A list of objects within an object. */
export function listOf<Dto extends object, Body, Model, Scope>({
  output,
  inputs,
  rows,
  map,
}: ObjectParts<Dto, Model, Scope>): ValueType<Dto[], Body[], readonly Model[], Scope> {
  return {
    output: [output],
    ...(inputs && { create: [inputs.create], update: [inputs.update] }),
    rows,
    isObjectList: true,
    read: (value, place, note, scope) =>
      expectList(value, place).map((item) => map(expectObject(item, place), note, scope)),
    // The items of a list are always whole ones.
    write: (value: readonly Input[]) => value.map((item) => toRestBody(rows, item, 'create') as Body),
  };
}

function named(output: TypeParam<Types>, input: InputTypeParam<Types>) {
  return { output, create: input, update: input };
}
