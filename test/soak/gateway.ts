import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The gateway with the settings of production, watched from outside. */
export interface WatchedGateway {
  readonly url: string;
  /** Resident memory, in bytes, at the start and every second since. */
  readonly rss: readonly number[];
  /** A metric without labels; NaN when there is none. */
  metric(name: string): Promise<number>;
  /** What it wrote beside its greeting: errors, since it logs nothing else. */
  complaints(): string[];
  /** Asks it to end; gives its exit code. */
  stop(): Promise<number | null>;
}

const GREETING = / PayNow GraphQL gateway +(\S+)[\s\S]* Metrics +(\S+)/;
const LOOK_EVERY_MS = 1000;

/**
 * Left to itself, V8 collects garbage so seldom that memory goes on growing for minutes, whether anything is kept or
 * not. Collected every two seconds and with a small young generation, what grows is what is kept.
 */
const TIDY = ['--expose-gc', '--max-semi-space-size=16', '--import=data:text/javascript,setInterval(gc,2000).unref()'];

export async function startGateway(
  apiUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedGateway> {
  const child = spawn(process.execPath, [...TIDY, 'src/main.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PAYNOW_API_URL: apiUrl,
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'error',
      ...env,
    },
  });
  process.on('exit', () => child.kill('SIGKILL'));
  let output = '';
  const [url, metricsUrl] = await new Promise<[string, string]>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const [, address, metrics] = GREETING.exec(output) ?? [];
        if (address !== undefined && metrics !== undefined) resolve([address, metrics]);
      });
    }
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}: ${output}`)));
  });

  const readMetrics = async (): Promise<string> => (await fetch(metricsUrl)).text();
  const rss: number[] = [];
  const look = async (): Promise<void> => {
    rss.push(toMetric(await readMetrics(), 'process_resident_memory_bytes'));
  };
  await look();
  // A gateway that is gone shows in its exit code.
  const timer = setInterval(() => look().catch(() => undefined), LOOK_EVERY_MS);
  return {
    url,
    rss,
    metric: async (name) => toMetric(await readMetrics(), name),
    complaints: () => output.split('\n').filter((line) => line !== '' && !line.startsWith('  ')),
    async stop() {
      clearInterval(timer);
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      return child.exitCode;
    },
  };
}

function toMetric(text: string, name: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? Number.NaN);
}
