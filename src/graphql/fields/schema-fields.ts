import type { FieldMap, InputFieldBuilder, InputFieldMap, ObjectFieldBuilder } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Types } from '../builder.ts';
import type { Context } from '../context.ts';
import type { Row, Rows } from './row.ts';

/** The fields of an object type for its rows. */
export function answerFields<Model extends object>(t: ObjectFieldBuilder<Types, Model>, rows: Rows): FieldMap {
  return mapRows(rows, ({ type, nullable = false, description }, name) => {
    const options = { type: type.output, nullable, description: describe(description, 'answer') };
    if (!type.isObjectList) return t.expose(name as never, options as never);
    return t.field({
      ...options,
      resolve: (
        model: Readonly<Record<string, readonly unknown[] | null>>,
        _args: object,
        { account }: Context,
        info: GraphQLResolveInfo,
      ) => {
        const list = model[name];
        return list && account.rows(info, list);
      },
    } as never);
  });
}

/** The fields of an input type for those rows that inputs take: one that creates, or one that changes. */
export function inputFields(
  t: InputFieldBuilder<Types, 'InputObject'>,
  rows: Rows,
  kind: 'create' | 'update',
): InputFieldMap {
  const taken = Object.entries(rows).filter(([, { input }]) => input);
  return mapRows(Object.fromEntries(taken), ({ type, input, description }, name) => {
    const param = type[kind];
    if (!param) throw new TypeError(`${name} has no input type.`);
    const required = kind === 'create' && input === 'required';
    return t.field({ type: param, required, description: describe(description, kind) } as never);
  });
}

function describe(description: Row['description'], where: 'answer' | 'create' | 'update'): string {
  return typeof description === 'string' ? description : description[where];
}

/** Makes something of each row, by the names of the fields. */
export function mapRows<R extends Row, T>(
  rows: Readonly<Record<string, R>>,
  map: (row: R, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, map(row, name)]));
}
