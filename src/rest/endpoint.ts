import type { paths } from './contract/types.ts';
import type { RequiredScope } from './scope.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A path of the contract, for example `/v1/stores/{storeId}/coupons`. */
export type Path = keyof paths;

/** The methods that the contract gives a path. */
export type MethodOf<P extends Path> = { [M in Method]: paths[P][M] extends object ? M : never }[Method];

type Operation<P extends Path, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never;

/** The JSON that a successful call answers with; undefined for an endpoint that answers with nothing. */
export type AnswerOf<P extends Path, M extends Method> =
  Operation<P, M> extends {
    responses: { 200: { content: { 'application/json': infer T } } };
  }
    ? T
    : undefined;

/** The JSON that a call sends. */
export type BodyOf<P extends Path, M extends Method> =
  Operation<P, M> extends {
    requestBody?: { content: { 'application/json': infer T } };
  }
    ? T
    : undefined;

/** The query parameters of a call. */
export type QueryOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer T } } ? T : undefined;

/** The path parameters of a call: flake ids. */
export type ParamsOf<P extends Path, M extends Method> =
  Operation<P, M> extends { parameters: { path: infer T } } ? T : undefined;

/** One operation of the contract. */
export interface Endpoint<P extends Path, M extends Method> {
  readonly method: M;
  readonly path: P;
  /** What its caller must be allowed to do in the store of the path. */
  readonly scope: RequiredScope;
  /** The path cut at its parameters: literal, name, literal, name, … */
  readonly parts: readonly string[];
}

/** Names one operation of the contract; a path or method that the contract lacks does not compile. */
export function endpoint<P extends Path, M extends MethodOf<P>>(
  method: M,
  path: P,
  scope: RequiredScope,
): Endpoint<P, M> {
  return { method, path, scope, parts: path.split(/[{}]/) };
}
