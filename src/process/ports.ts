import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListenError } from './listen-error.ts';

/**
 * Takes a port; 0 is any that is free.
 *
 * @param variable which sets the port.
 * @returns the origin of the server, for example `http://127.0.0.1:4000`.
 * @throws {ListenError}
 */
export function listen(server: Server, host: string, port: number, variable: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = ({ code }: NodeJS.ErrnoException): void =>
      reject(new ListenError(`Cannot listen on ${host}, port ${port} (${code}). Set HOST or ${variable}.`));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve(toOrigin(server));
    });
  });
}

/** Lets go of the port, and cuts what is still open. */
export function closeServer(server: Server): Promise<unknown> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  return closed;
}

function toOrigin(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
