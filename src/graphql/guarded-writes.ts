import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { Scope } from '../rest/scope.ts';
import type { Context } from './context.ts';
import { parseGlobalId } from './entity.ts';
import { ENTITIES } from './entity-registry.ts';
import { factsOf } from './facts.ts';
import { tellWrite } from './write-attempts.ts';

/** What the arguments of a mutation may name its stores by. */
interface WriteInput {
  readonly storeId?: string;
  readonly id?: string;
  readonly items?: readonly WriteInput[] | null;
}

/**
 * Puts a guard before every mutation of a schema: whoever may not write in the stores that its input names is refused
 * before anything else of the input is looked at, so that a refusal tells nothing. What becomes of each is told to whoever
 * observes.
 *
 * @throws {TypeError} when a mutation does not say which scope it takes.
 */
export function guardWrites(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { scope } = factsOf(field);
    const { resolve } = field;
    if (!scope || !resolve) throw new TypeError(`The mutation ${field.name} does not say which scope it takes.`);
    field.resolve = guard(resolve as GraphQLFieldResolver<unknown, Context>, scope);
  }
}

function guard(resolve: GraphQLFieldResolver<unknown, Context>, scope: Scope): GraphQLFieldResolver<unknown, Context> {
  return (root, args, context, info) =>
    tellWrite({ context, info, input: args.input }, () => {
      for (const storeId of storesOf(args.input)) context.call.credential.authorize(storeId, scope);
      return resolve(root, args, context, info);
    });
}

/** The stores that an input names. An id that is none names no store: it is refused as such, whoever asks. */
function storesOf({ storeId, id, items }: WriteInput): ReadonlySet<string> {
  const named = storeId ?? (id === undefined ? undefined : parseGlobalId(ENTITIES, id)?.storeId);
  return new Set([...(named === undefined ? [] : [named]), ...(items ?? []).flatMap((item) => [...storesOf(item)])]);
}
