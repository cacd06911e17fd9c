/** The proxy that stands between the gateway and the REST API. */
export interface ProxyConfig {
  /** The variable that names it. */
  readonly variable: 'HTTPS_PROXY' | 'HTTP_PROXY';
  /** With user and password where there are some. */
  readonly url: string;
}

/** What the environment says of proxies. */
export interface ProxySettings {
  readonly HTTPS_PROXY: string | undefined;
  readonly HTTP_PROXY: string | undefined;
  /** The entries of NO_PROXY. */
  readonly exceptions: readonly string[];
}

/** The proxy on the way to a URL; undefined: the way is straight. */
export function chooseProxy(
  target: string | undefined,
  { exceptions, ...proxies }: ProxySettings,
): ProxyConfig | undefined {
  if (target === undefined) return undefined;
  const to = new URL(target);
  const variable = to.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const url = proxies[variable];
  return url === undefined || exceptions.some((entry) => isMeant(entry, to)) ? undefined : { variable, url };
}

/** What is wrong with the URL of a proxy, as in "is a URL with a path"; undefined: nothing. */
export function faultOfProxy(text: string): string | undefined {
  const whole = withScheme(text);
  if (!URL.canParse(whole)) return 'is not a URL';
  const { protocol, pathname, search, hash, username, password } = new URL(whole);
  if (protocol !== 'https:' && protocol !== 'http:') return 'is a URL of neither https nor http';
  if (pathname !== '/') return 'is a URL with a path';
  if (search !== '' || hash !== '') return 'is a URL with a query or fragment';
  return isDecodable(username + password) ? undefined : 'has a % in it that encodes nothing';
}

/** The URL of a proxy without fault. */
export function parseProxy(text: string): string {
  return String(new URL(withScheme(text)));
}

/** Where a proxy is, without its user and password. */
export function placeOfProxy({ url }: ProxyConfig): string {
  return new URL(url).origin;
}

/** What of a proxy's URL must never be written: the password as it is given, as it is meant, and as it is sent. */
export function proxySecrets({ url }: Pick<ProxyConfig, 'url'>): readonly string[] {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return [];
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  return [password, secret, Buffer.from(`${user}:${secret}`).toString('base64')];
}

/** A proxy without scheme is for http, as other programs have it. */
function withScheme(text: string): string {
  return text.includes('://') ? text : `http://${text}`;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether an entry of NO_PROXY stands for a host, as undici's EnvHttpProxyAgent takes it. */
function isMeant(entry: string, { hostname, port, protocol }: URL): boolean {
  const [name, entryPort] = splitPort(entry.toLowerCase());
  if (entryPort !== undefined && entryPort !== (port || (protocol === 'https:' ? '443' : '80'))) return false;
  const host = withoutDot(hostname.startsWith('[') ? hostname.slice(1, -1) : hostname);
  const domain = withoutDot(name.replace(/^\*?\./, ''));
  return domain === '*' || (host === domain && !name.startsWith('*')) || host.endsWith(`.${domain}`);
}

/** An address of IPv6 has colons of its own, so brackets stand around it where a port follows. */
function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  if (entry.startsWith('[')) {
    const [name = '', port = ''] = entry.slice(1).split(']');
    return [name, port.slice(1) || undefined];
  }
  const [name = '', port, more] = entry.split(':');
  return port !== undefined && more === undefined && /^\d+$/.test(port) ? [name, port] : [entry, undefined];
}

/** A name with a dot at its end is the same name (RFC 1034 section 3.1). */
function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}
