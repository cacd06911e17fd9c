import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Gives a job to a process of its own and waits for what it answers.
 *
 * @throws when it fails, ends, or takes longer than `limitMs`.
 */
export async function forkJob<Result extends object>(file: string, job: object, limitMs: number): Promise<Result> {
  const child = fork(new URL(file, import.meta.url), { stdio: 'inherit' });
  process.on('exit', () => child.kill('SIGKILL'));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  try {
    const died = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${file} ended without a result (${code ?? signal}).`);
    });
    died.catch(() => undefined);
    const answer = once(child, 'message');
    child.send(job);
    const [result] = (await Promise.race([answer, died])) as [Result | { readonly failure: string }];
    if ('failure' in result) throw new Error(result.failure);
    return result;
  } finally {
    clearTimeout(timer);
    child.disconnect();
  }
}
