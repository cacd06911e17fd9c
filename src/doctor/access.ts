import type { Finding } from './finding.ts';

/** Whether the key lets its bearer see the store, by the status of a read. */
export function checkAccess(status: number): Finding {
  const [state, found, gateway] = toVerdict(status);
  return { name: 'Key', state, found, gateway };
}

function toVerdict(status: number): [state: Finding['state'], found: string, gateway: string] {
  switch (status) {
    case 200:
      return ['good', 'accepted, and may read the coupons of this store', "Passes each caller's own key on."];
    case 401:
      return ['bad', 'not accepted (401)', 'Every read with it fails with UNAUTHENTICATED.'];
    case 403:
      return ['bad', 'accepted, but may not read the coupons of this store (403)', 'Reads fail with FORBIDDEN.'];
    case 404:
      return [
        'bad',
        'there is no such store, the key may not see it, or this is not the PayNow API (404)',
        'Everything in the store is null.',
      ];
    case 429:
      return ['bad', 'too many requests for now (429)', 'Reads fail with RATE_LIMITED when waiting does not help.'];
    default:
      return ['bad', `the coupon list was answered with status ${status}`, 'Reads fail with UPSTREAM_ERROR.'];
  }
}
