import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real nginx on a port of its own. */
export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

const executablePath = process.env.NGINX ?? '/usr/sbin/nginx';

/** Starts nginx with these directives in its only server, and resolves once it answers. */
export async function startNginx(directives: string): Promise<Nginx> {
  if (!existsSync(executablePath)) {
    throw new Error(`No nginx at ${executablePath}: install Debian's nginx-light, or name one in NGINX.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await findPort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  const configuration = `
    daemon off; master_process off; pid nginx.pid; error_log stderr crit;
    events {}
    http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; ${directives} } }`;
  writeFileSync(join(folder, 'nginx.conf'), configuration);
  const child = spawn(executablePath, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => child.once('close', resolve)).then(() => {
    hasEnded = true;
    rmSync(folder, { recursive: true });
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) if (hasEnded) throw new Error('nginx ended before it answered.');
  return {
    url,
    async stop() {
      child.kill('SIGQUIT');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD' });
    return true;
  } catch {
    return false;
  }
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
