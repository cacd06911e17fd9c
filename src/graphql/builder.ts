import SchemaBuilder from '@pothos/core';
import SubGraphPlugin from '@pothos/plugin-sub-graph';
import type { Int64 } from '../rest/json.ts';
import type { Context } from './context.ts';
import { DateTime, Decimal, Duration, FlakeID, Int64 as Int64Scalar } from './scalars.ts';

/** Root fields that a subgraph may leave to another one, since each can have one owner; `node` stands for `nodes` too. */
export type Root = 'node' | 'store' | 'coupon';

/** Entities of other subgraphs that objects of this one may lead to. */
export type Stub = 'product' | 'tag' | 'customer';

interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  /** Who a schema is for: clients that ask this gateway alone, or a federation router, and what a router asks for. */
  SubGraphs: 'standalone' | 'federation' | Root | Stub;
  Scalars: {
    ID: { Input: string; Output: string };
    FlakeID: { Input: string; Output: string };
    Int64: { Input: Int64; Output: Int64 };
    Decimal: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Duration: { Input: string; Output: string };
    _Any: { Input: unknown; Output: unknown };
  };
}

/** The builder that every type of the schema is declared on. Fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<SchemaTypes>({
  defaultFieldNullability: false,
  plugins: [SubGraphPlugin],
  subGraphs: { defaultForTypes: ['standalone', 'federation'], defaultForFields: ['standalone', 'federation'] },
});

builder.addScalarType('FlakeID', FlakeID);
builder.addScalarType('Int64', Int64Scalar);
builder.addScalarType('Decimal', Decimal);
builder.addScalarType('DateTime', DateTime);
builder.addScalarType('Duration', Duration);

builder.queryType({
  description: 'Everything that can be read. Each read needs an `Authorization` header, with an API key or a token.',
});
builder.mutationType({
  description:
    "Everything that can be changed. A mistake in the input is listed in the payload's `userErrors`, with the field it belongs to.",
});

/** What the schema is made of, for functions that declare parts of it. */
export type Types = PothosSchemaTypes.ExtendDefaultTypes<typeof builder.$inferSchemaTypes>;
