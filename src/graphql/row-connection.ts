import type { InputRef, ObjectFieldBuilder } from '@pothos/core';
import type { Loaders } from '../loaders.ts';
import { ALL_IDS, type IdRange } from '../rest/id-range.ts';
import type { Row, RowSource } from '../rest/row-source.ts';
import { builder, type Types } from './builder.ts';
import {
  type ConnectionArgs,
  DEFAULT_SIZE,
  estimatePage,
  MAX_SIZE,
  type Page,
  type PageRequest,
  readPage,
  readPageRequest,
  type WalkableList,
} from './connection.ts';
import { type ListSort, readCursor, toCursor } from './cursor.ts';
import type { Entity, NodeModel } from './entity.ts';
import { facts, type Place, type ReadsAt } from './facts.ts';
import type { Note } from './fields/row.ts';
import { type PageInfo, PageInfoRef } from './page-info.ts';
import type { Store } from './store.ts';

/** A list of a store's objects, as the schema has it. */
interface ListOptions<R extends Row, Model extends NodeModel, Filter extends object> {
  readonly entity: Entity<Model>;
  readonly source: RowSource<R, Filter>;
  /** What an object is called in descriptions, and several of them. */
  readonly noun: string;
  readonly plural: string;
  toModel(row: R, note: Note): Model;
  /** The flake id of a model. */
  idOf(model: Model): string;
}

/** How a list can be narrowed. */
export interface ListFilter<Input, Filter> {
  readonly type: InputRef<Input>;
  /** What the REST API narrows the list by. */
  toRest(input: Input | null | undefined): Filter;
  /** The ids that it leaves in the list. */
  toRange(input: Input | null | undefined): IdRange;
}

/** The order of a list unless another is asked for. */
const DEFAULT_SORT: ListSort = 'NEWEST_FIRST';

/** An object at its place in a list of one sort. */
export interface Edge<Model> {
  readonly cursor: string;
  readonly node: Model;
}

interface Connection<Model> {
  readonly sort: ListSort;
  readonly nodes: readonly Model[];
  readonly pageInfo: PageInfo;
}

/** Null means the default, since some clients send null for a variable that is not set. */
type PageArgs = ConnectionArgs & { readonly sort?: ListSort | null };
type ListArgs<Input> = PageArgs & { readonly filter?: Input | null };

/**
 * Declares the types of a list (edge, connection, sort) and makes its field: paging by id, both ways (GraphQL Cursor
 * Connections).
 */
export function createConnection<R extends Row, Model extends NodeModel, Filter extends object>(
  options: ListOptions<R, Model, Filter>,
) {
  const { entity, source, noun, plural, toModel, idOf } = options;
  const { name } = entity.ref;

  const toEdge = (node: Model, sort: ListSort): Edge<Model> => ({ cursor: toCursor(sort, idOf(node)), node });

  function toConnection(page: Page<R>, sort: ListSort, note: Note): Connection<Model> {
    const cursorOf = (row: R | undefined) => (row ? toCursor(sort, row.id) : null);
    return {
      sort,
      nodes: page.rows.map((row) => toModel(row, note)),
      pageInfo: {
        startCursor: cursorOf(page.rows[0]),
        endCursor: cursorOf(page.rows.at(-1)),
        hasNextPage: page.hasNextPage,
        hasPreviousPage: page.hasPreviousPage,
      },
    };
  }

  const SortEnum = builder.enumType(`${name}Sort`, {
    description: `The order of a ${noun} list. The REST API orders by id only, and ids rise with the time of creation.`,
    values: {
      NEWEST_FIRST: { description: `The ${noun} created last comes first.` },
      OLDEST_FIRST: { description: `The ${noun} created first comes first.` },
    },
  });

  const EdgeRef = builder.objectRef<Edge<Model>>(`${name}Edge`);
  EdgeRef.implement({
    description: `A ${noun} and its place in the list.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: `The ${noun}'s place, to pass as \`after\` or \`before\` of a list of the same sort. Opaque; still works when the ${noun} is gone.`,
      }),
      node: t.expose('node' as never, { type: entity.ref, description: `The ${noun}.` } as never),
    }),
  });

  const ConnectionRef = builder.objectRef<Connection<Model>>(`${name}Connection`);
  ConnectionRef.implement({
    description: `A page of ${plural}.`,
    fields: (t) => ({
      edges: t.field({
        type: [EdgeRef],
        description: `The ${plural} of the page with their cursors.`,
        resolve: ({ nodes, sort }) => nodes.map((node) => toEdge(node, sort)),
      }),
      nodes: t.expose(
        'nodes' as never,
        {
          type: [entity.ref],
          description: `The ${plural} of the page, for when no cursor is needed.`,
        } as never,
      ),
      pageInfo: t.expose('pageInfo', { type: PageInfoRef, description: 'Where the page stands in the list.' }),
    }),
  });

  /** The field of the list, on the store that it is of. */
  function listField<Input>(t: ObjectFieldBuilder<Types, Store>, filter?: ListFilter<Input, Filter>) {
    const requestOf = (args: ListArgs<Input>) => toPageRequest(args, filter?.toRange(args.filter) ?? ALL_IDS);

    function notePage({ place: { storeId }, args, reads, downwards }: ReadsAt<ListArgs<Input>>): Place | undefined {
      try {
        const cost = estimatePage(requestOf(args), downwards);
        const key = `${name} ${storeId}?${JSON.stringify(args)}`;
        reads.read(key, cost.page);
        return { storeId, page: { key, cost } };
      } catch {
        return undefined; // Refused when it is executed, without a call.
      }
    }

    return t.field({
      type: ConnectionRef,
      nullable: true,
      extensions: facts({
        calls: 2,
        rows: { most: MAX_SIZE, of: rowsOfPage, assumed: DEFAULT_SIZE, slicedBy: ['first', 'last'] },
        reads: notePage,
        ...(entity.scope && { scope: entity.scope }),
      }),
      description: `The store's ${plural}, a page at a time: ${DEFAULT_SIZE} unless \`first\` or \`last\` says otherwise. Null when there is no such store.`,
      args: {
        first: t.arg.int({
          description: `How many ${plural} from the start of the list, or after the cursor \`after\`: 0 to ${MAX_SIZE}. Not with \`last\`.`,
        }),
        after: t.arg.string({ description: `Only ${plural} that follow this cursor.` }),
        last: t.arg.int({
          description: `How many ${plural} from the end of the list, or before the cursor \`before\`: 0 to ${MAX_SIZE}. Not with \`first\`.`,
        }),
        before: t.arg.string({ description: `Only ${plural} that stand before this cursor.` }),
        sort: t.arg({
          type: SortEnum,
          defaultValue: DEFAULT_SORT,
          description: 'The order of the list: NEWEST_FIRST unless given. A cursor is good for lists of its own sort.',
        }),
        ...(filter && { filter: t.arg({ type: filter.type, description: 'Narrows the list.' }) }),
      },
      async resolve({ storeId }, given, { account, call, loaders }, info) {
        try {
          account.proceed();
          const args = given as ListArgs<Input>;
          const list = walkable(loaders, source, storeId, filter?.toRest(args.filter) ?? ({} as Filter));
          const page = await readPage(list, requestOf(args));
          if (!page) return null;
          account.rows(info, page.rows);
          return toConnection(page, args.sort ?? DEFAULT_SORT, call.upstream.note);
        } catch (error) {
          return account.fail(error);
        }
      },
    });
  }

  return { EdgeRef, toEdge, listField };
}

function walkable<R extends Row, Filter extends object>(
  loaders: Loaders,
  source: RowSource<R, Filter>,
  storeId: string,
  filter: Filter,
): WalkableList<R> {
  return {
    up: (from, limit) => loaders.loadListAfter({ source, storeId, from, limit, filter }),
    down: (from, limit) => loaders.loadListBefore({ source, storeId, from, limit, filter }),
  };
}

/** @throws {GraphQLError} `BAD_USER_INPUT` */
function toPageRequest({ sort: given, ...args }: PageArgs, range: IdRange): PageRequest {
  const sort = given ?? DEFAULT_SORT;
  return readPageRequest(
    args,
    sort === 'OLDEST_FIRST',
    (argument, cursor) => readCursor(argument, cursor, sort),
    range,
  );
}

/** A size out of bounds is refused when the field is executed. */
function rowsOfPage({ first, last }: ConnectionArgs): number {
  const size = first ?? last ?? DEFAULT_SIZE;
  return typeof size === 'number' ? Math.min(Math.max(size, 0), MAX_SIZE) : 0;
}
