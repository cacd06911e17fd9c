import { PEOPLE } from './server/people.ts';
import { startDashboard } from './server/start.ts';

const { url, gateway, stop } = await startDashboard({ port: Number(process.env.PORT ?? 4300) });
process.once('SIGINT', stop).once('SIGTERM', stop);
process.stdout.write(`
  Dashboard   ${url}
  Gateway     ${gateway.url}

Sign in as one of
${PEOPLE.map(({ name, about }) => `  ${name.padEnd(12)}  ${about}\n`).join('')}
Ctrl-C ends the example.
`);
