import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createSeedCoupons } from '../../src/sandbox/seed-coupons.ts';
import { STORE_ID } from '../../src/sandbox/seed-stores.ts';
import { COMPOSERS } from './compose.ts';
import { type OrderRow, startOrders } from './orders.ts';
import { startRouter } from './router.ts';

const QUERY = `{
  orders(first: 2) {
    orderId
    customer { name }
    coupon {
      code
      discountAmount
      applyToProducts { name }
      orders { orderId }
      store { name currency }
    }
    mail {
      triggerAfter
      couponConfiguration { requiredProducts { name orders { orderId } } }
    }
  }
}`;

/** Two subgraphs and a router: `paynow` knows coupons, `orders` knows who used them and what they bought. */
async function main(): Promise<void> {
  // Only the router and the subgraph know it.
  const secret = randomBytes(24).toString('base64url');
  const paynow = await startPaynow({
    FEDERATION: 'on',
    FEDERATION_STUBS: 'product,tag,customer',
    ROUTER_SECRETS: secret,
    PORT: '0',
    LOG_LEVEL: 'warn',
  });
  const orders = await startOrders(sampleOrders());

  // A composer asks each subgraph for its schema, as `rover subgraph introspect` does.
  const sdl = await readSdl(paynow.url, secret);
  const compose = COMPOSERS['@apollo/composition'];
  const { errors, supergraphSdl } = compose([{ name: 'paynow', sdl, url: paynow.url }, orders]);
  if (errors.length > 0) throw new Error(errors.join('\n'));

  const router = await startRouter({
    supergraphSdl,
    port: Number(process.env.PORT ?? 4100),
    propagated: ['authorization'],
    inserted: { paynow: { 'x-router-secret': secret } },
  });
  const stop = async (): Promise<void> => {
    await Promise.all([router.close(), orders.close(), paynow.stop()]);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);

  const answer = await router.query(QUERY, {}, { authorization: 'APIKey sandbox' });
  const fetches = router.fetches.map(({ subgraph, query }) => `  ${subgraph}  ${query}\n`).join('');
  process.stdout.write(`
  Subgraph paynow   ${paynow.url}
  Subgraph orders   ${orders.url}
  Router            ${router.url}

${QUERY}

${JSON.stringify(answer, undefined, 2)}

The router asked:
${fetches}
Send it operations with the header Authorization: APIKey sandbox. Ctrl-C ends the example.
`);
}

/** Two orders paid with one coupon, and one that a mail led to. */
function sampleOrders(): OrderRow[] {
  const couponId = createSeedCoupons(STORE_ID).find((coupon) => coupon.code === 'VIP-QUARTER')?.id ?? '';
  const plain = { storeId: STORE_ID, customerId: '411600000000000000', productIds: ['411498733029261312'] };
  return [
    { ...plain, orderId: 'A-1', couponId },
    { ...plain, orderId: 'A-2', couponId, mailKind: 'ABANDONED_CHECKOUT' },
    { ...plain, orderId: 'A-3' },
  ];
}

/** The gateway as an operator starts it, in front of its sandbox. */
async function startPaynow(settings: Record<string, string>) {
  const { PAYNOW_API_URL: _, NODE_ENV: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url))], {
    env: { ...inherited, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  return {
    url: await readUrl(child),
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Waits for the banner, and leaves everything printed behind it alone. */
async function readUrl({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The gateway has no output.');
  const lines = createInterface(stdout);
  for await (const line of lines) {
    const [url] = /http:\/\/\S+\/graphql/.exec(line) ?? [];
    if (url === undefined) continue;
    stdout.resume();
    return url;
  }
  throw new Error('The gateway ended before it listened.');
}

async function readSdl(url: string, secret: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-router-secret': secret },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data } = (await response.json()) as { data: { _service: { sdl: string } } };
  return data._service.sdl;
}

await main();
