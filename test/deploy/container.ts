import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Image } from './image.ts';

/** Where base images look for commands. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A command in an image. */
export interface Container {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** Everything written so far, to both outputs. */
  readonly output: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

/**
 * Runs a command as `docker run --read-only` would: as the image's user, seeing nothing but the image's files, of which
 * it owns none. Needs to be root.
 *
 * @param env added to what the image sets.
 */
export function runContainer(
  image: Image,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Container {
  const [uid, gid] = image.user.split(':');
  // It becomes the command itself, so signals reach that directly.
  const enter = [`--root=${image.root}`, `--wd=${image.workdir}`, `--setgid=${gid}`, `--setuid=${uid}`];
  const child = spawn('unshare', [...enter, ...command], {
    env: { PATH, ...image.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { process: child, output: () => output, exited };
}
