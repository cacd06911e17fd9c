import { builder } from './builder.ts';

/** What every object with a global id has. */
export interface NodeModel {
  readonly __typename: 'Store' | 'Coupon' | 'MarketingConfiguration';
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
