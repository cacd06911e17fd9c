import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The real gateway on a free port, in front of its sandbox unless told otherwise. */
export interface RunningGateway {
  readonly url: string;
  /** Its standard output holds the log from here on. */
  readonly child: ChildProcessByStdio<null, Readable, null>;
  stop(): Promise<void>;
}

/** What the machine of the tests may be set to, and a gateway of theirs must not be. */
const OWN = /^(?:PAYNOW_API_URL|NODE_ENV|(?:https?|no)_proxy)$/i;

const addressPattern = /http:\/\/127\.0\.0\.1:\d+\/graphql/;

/**
 * Starts `node src/main.ts` and resolves once it has printed its address.
 *
 * @param given environment variables beside the usual ones.
 * @param nodeOptions options of Node, such as `--max-old-space-size=256`.
 */
export async function startGateway(
  given: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
): Promise<RunningGateway> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));
  const child = spawn(process.execPath, [...nodeOptions, 'src/main.ts'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...env, HOST: '127.0.0.1', PORT: '0', ...given },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    url: await readAddress(child),
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function readAddress(child: RunningGateway['child']): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (text: string): void => {
      printed += text;
      const [address] = addressPattern.exec(printed) ?? [];
      if (address === undefined) return;
      // Whoever wants the log listens to it; nobody keeps it.
      child.stdout.off('data', read).resume();
      resolve(address);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The gateway ended (exit ${code}) before it listened:\n${printed}`)));
  });
}
