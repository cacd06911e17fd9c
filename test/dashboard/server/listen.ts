import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A port that is taken before it is known what answers on it: each side of a sign-in is told where the other one is. */
export interface Port {
  readonly number: number;
  readonly server: Server;
  /** Cuts what is open and lets go of the port. */
  close(): void;
}

/** @param port to take; 0 for any that is free. */
export async function takePort(port = 0): Promise<Port> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    number: (server.address() as AddressInfo).port,
    server,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
