import { type ProxyConfig, placeOfProxy } from '../proxy.ts';
import { RestError } from '../rest/errors.ts';
import type { Finding } from './finding.ts';
import type { Patient } from './patient.ts';
import { probe } from './probe.ts';

/** Whether the API answers through the proxy. Its address is the proxy's to find. */
export async function checkProxy(patient: Patient, proxy: ProxyConfig): Promise<Finding> {
  const { origin } = patient;
  const name = 'Address';
  const way = `through the proxy ${placeOfProxy(proxy)} (${proxy.variable})`;
  try {
    await probe(patient);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const gateway = 'Every field that needs the REST API fails with UPSTREAM_UNAVAILABLE.';
    return { name, state: 'bad', found: `${origin.hostname} cannot be reached ${way}: ${error.message}`, gateway };
  }
  const isSafe = origin.protocol === 'https:';
  return {
    name,
    state: isSafe ? 'good' : 'note',
    found: `${origin.hostname}, ${way}; ${isSafe ? 'TLS as far as the API' : 'no TLS'}`,
    gateway: isSafe
      ? 'Keeps its tunnels open and reuses them. What NO_PROXY names is called straight.'
      : "Sends its callers' keys unencrypted, and the proxy can read them.",
  };
}
