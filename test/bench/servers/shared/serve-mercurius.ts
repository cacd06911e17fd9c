import { mercuriusFederationPlugin } from '@mercuriusjs/federation';
import fastify from 'fastify';
import { mercurius } from 'mercurius';
import { IS_SUBGRAPH, PORT } from './http.ts';
import { type Context, type CouponKey, readCoupon } from './resolvers.ts';
import { SDL, SUBGRAPH_SDL } from './sdl.ts';

/** Serves with Mercurius, as a subgraph if that is asked for. */
export async function serveMercurius({ resolvers, ...options }: { readonly resolvers: object }): Promise<void> {
  const app = fastify();
  if (IS_SUBGRAPH) {
    const Coupon = {
      __resolveReference: (key: CouponKey, _args: unknown, { api }: Context) => readCoupon(api, key),
    };
    const subgraph = { ...options, resolvers: { ...resolvers, Coupon }, schema: SUBGRAPH_SDL };
    app.register(mercuriusFederationPlugin, subgraph as never);
  } else {
    app.register(mercurius, { ...options, resolvers, schema: SDL } as never);
  }
  await app.listen({ port: PORT, host: '127.0.0.1' });
}
