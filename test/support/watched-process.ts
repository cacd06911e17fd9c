import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+(?=\/graphql)/;

/** `node src/main.ts`, as a deployment runs it; it ends with the test at the latest. */
export interface WatchedProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when all output is there, that of its workers included. */
  readonly exited: Promise<number | null>;
}

/**
 * Runs the gateway with an environment of its own, on a free port unless told otherwise.
 *
 * @param maxFiles which it may have open at once.
 */
export function runProcess(
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
  maxFiles: number | 'unlimited' = 'unlimited',
): WatchedProcess {
  const command = [process.execPath, ...nodeOptions, 'src/main.ts'];
  const [program = '', ...args] =
    maxFiles === 'unlimited' ? command : ['sh', '-c', `ulimit -n ${maxFiles}; exec "$0" "$@"`, ...command];
  const child = spawn(program, args, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, stdout: () => output.stdout, stderr: () => output.stderr, exited };
}

/** Runs the gateway until it prints its address. */
export async function startProcess(
  env: Readonly<Record<string, string>>,
  nodeOptions?: readonly string[],
  maxFiles?: number,
): Promise<WatchedProcess & { readonly url: string }> {
  const started = runProcess(env, nodeOptions, maxFiles);
  const url = await new Promise<string>((resolve, reject) => {
    started.child.stdout.on('data', () => {
      const found = ADDRESS.exec(started.stdout());
      if (found) resolve(found[0]);
    });
    started.exited.then((code) => reject(new Error(`It ended with ${code}: ${started.stderr()}`)));
  });
  return { ...started, url };
}

/** What was written beside the greeting. */
export function logLines(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('  '));
}
