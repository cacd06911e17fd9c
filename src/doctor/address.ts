import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const TIMEOUT_MS = 5000;
const DAY_MS = 86_400_000;
const LOOPBACK = /^(?:localhost|127\..*|::1)$/;

/** Whether the host has an address, and who answers there. */
export async function checkAddress({ origin }: Patient): Promise<Finding> {
  const name = 'Address';
  // URLs have brackets around addresses of IPv6.
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    const place = isIP(host) ? host : `${host} is ${addresses.join(', ')}`;
    const security = await meet(origin, host);
    const isSafe = security !== undefined || LOOPBACK.test(host);
    return {
      name,
      state: isSafe ? 'good' : 'note',
      found: `${place}; ${security ?? 'no TLS'}`,
      gateway: isSafe ? 'Keeps connections open and reuses them.' : "Sends its callers' keys unencrypted.",
    };
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    const gateway = 'Every field that needs the REST API fails with UPSTREAM_UNAVAILABLE.';
    return { name, state: 'bad', found: `${host} cannot be reached (${code})`, gateway };
  }
}

/** Connects, and tells what secures the connection; undefined when nothing does. */
function meet({ protocol, port }: URL, host: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const greet = (): void => {
      resolve(socket instanceof TLSSocket ? describe(socket) : undefined);
      socket.destroy();
    };
    // RFC 6066 section 3: an address is not a server name.
    const tls = { host, port: Number(port || 443), servername: isIP(host) ? '' : host };
    const socket: Socket =
      protocol === 'https:' ? connectTls(tls, greet) : connectTcp({ host, port: Number(port || 80) }, greet);
    socket.once('error', reject);
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
  });
}

function describe(socket: TLSSocket): string {
  const daysLeft = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / DAY_MS);
  return `${socket.getProtocol()}, certificate good for ${daysLeft} days`;
}
