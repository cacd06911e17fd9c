/** The headers of whatever a browser shows or loads for a page: it stays within `policy`, in no frame of another site. */
export function toPageHeaders(policy: string) {
  return {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
