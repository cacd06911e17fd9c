import type {
  FieldMap,
  InputFieldBuilder,
  InputFieldMap,
  InterfaceFieldBuilder,
  ObjectFieldBuilder,
} from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Types } from '../builder.ts';
import type { Context } from '../context.ts';
import type { InputKind, Row, Rows } from './row.ts';

/** The fields of an object type, or of an interface, for its rows. */
export function answerFields<Model extends object>(
  t: ObjectFieldBuilder<Types, Model> | InterfaceFieldBuilder<Types, Model>,
  rows: Rows,
): FieldMap {
  return mapRows(rows, ({ type, nullable = false, description, deprecated }, name) => {
    const options = {
      type: type.output,
      nullable,
      description: describe(description, 'answer'),
      ...(deprecated !== undefined && { deprecationReason: deprecated }),
    };
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
export function inputFields(t: InputFieldBuilder<Types, 'InputObject'>, rows: Rows, kind: InputKind): InputFieldMap {
  const taken = Object.entries(rows).filter(([, { input }]) => input);
  return mapRows(Object.fromEntries(taken), (row, name) => {
    const { type, input, byDefault, unless, deprecated } = row;
    const param = type[kind];
    if (!param) throw new TypeError(`${name} has no input type.`);
    const isRequired = input === 'required' && byDefault === undefined && unless === undefined;
    return t.field({
      type: param,
      required: kind === 'create' && isRequired,
      ...(kind === 'create' && byDefault !== undefined && { defaultValue: byDefault }),
      ...(deprecated !== undefined && { deprecationReason: deprecated }),
      description: kind === 'create' ? describe(row.description, kind) : describeChange(row),
    } as never);
  });
}

function describeChange({ description, onNull }: Row): string {
  const text = describe(description, 'update');
  if (onNull === undefined) return `${text} Must not be null.`;
  return `${text} ${onNull === 'clears' ? 'Null clears it.' : 'PayNow does not document null here; it is sent as it is.'}`;
}

function describe(description: Row['description'], where: 'answer' | InputKind): string {
  return typeof description === 'string' ? description : description[where];
}

/** Makes something of each row, by the names of the fields. */
export function mapRows<R extends Row, T>(
  rows: Readonly<Record<string, R>>,
  map: (row: R, name: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, map(row, name)]));
}
