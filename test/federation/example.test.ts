import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the example of two subgraphs answers one query across both, and ends when told to', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('example.ts', import.meta.url))], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let printed = '';
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    if (line.includes('Ctrl-C')) child.kill('SIGTERM');
  }
  const [code] = await closed;
  expect(code).toBe(0);
  const [json] = /^\{\n {2}"data".*?^\}$/ms.exec(printed) ?? [''];
  const { data, errors } = JSON.parse(json);
  expect(errors).toBeUndefined();
  expect(data.orders[0].coupon).toMatchObject({
    code: 'VIP-QUARTER',
    applyToProducts: [{ name: 'Product 411498733029261312' }],
    orders: [{ orderId: 'A-1' }, { orderId: 'A-2' }],
    store: { name: 'Craftkeep' },
  });
  expect(data.orders[1].mail.couponConfiguration.requiredProducts).toHaveLength(2);
});
