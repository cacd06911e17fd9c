/** Redis and Valkey speak the same protocol; with an s they do so behind TLS. */
const PROTOCOLS = ['redis:', 'rediss:', 'valkey:', 'valkeys:'];

/** What is wrong with the URL of Redis or Valkey, as in "is a URL with a query"; undefined: nothing. */
export function faultOfLimitsUrl(text: string): string | undefined {
  if (!/^[a-z]+:\/\//i.test(text)) return 'does not begin with redis://, rediss://, valkey:// or valkeys://';
  if (!URL.canParse(text)) return 'is not a URL';
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  if (!PROTOCOLS.includes(protocol)) return 'is a URL of neither Redis nor Valkey';
  if (hostname === '') return 'is a URL without a host';
  if (!/^\/?\d*$/.test(pathname)) return 'is a URL with a path that is no number of a database';
  if (search !== '' || hash !== '') return 'is a URL with a query or fragment';
  return isDecodable(username + password) ? undefined : 'has a % in it that encodes nothing';
}

/** Where the counts are, without user and password. */
export function placeOfLimits(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** What of the URL must never be written: the password as it is given, and as it is meant. */
export function limitsSecrets(url: string): readonly string[] {
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
