import { type Dispatcher, Pool, ProxyAgent } from 'undici';

export interface ConnectionOptions {
  /** Of the API. */
  readonly origin: string;
  /** The proxy on the way, with user and password where it asks for them; undefined: none. */
  readonly proxyUrl: string | undefined;
  /** Most of them at once. */
  readonly connections: number;
  /** Milliseconds after which one that is idle is not used any more; undefined: what undici and the API agree on. */
  readonly idleMs?: number;
}

/** Connections to the REST API, made as they are needed. */
export interface Connections {
  dispatch(options: Omit<Dispatcher.DispatchOptions, 'origin'>, handler: Dispatcher.DispatchHandler): boolean;
  /** Waits for calls in flight, then closes all. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 2000;

export function openConnections({ origin, proxyUrl, connections, idleMs }: ConnectionOptions): Connections {
  const settings: Pool.Options = {
    // As many as calls under way: a pool that queues costs half as much again per call.
    connections,
    pipelining: 1,
    allowH2: false,
    // The attempt's own timer ends a call: undici's would be late, and a slow drip defeats them.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(idleMs !== undefined && { keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs }),
  };
  if (proxyUrl === undefined) return new Pool(origin, { ...settings, connect: { timeout: CONNECT_TIMEOUT_MS } });

  // Calls to an https API go through tunnels (CONNECT), in which the proxy sees nothing; others are passed on by it.
  const agent = new ProxyAgent({
    uri: proxyUrl,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTls: { allowH2: false },
    // What undici gives is how such a connection is made.
    factory: (target: string | URL, given: object) => new Pool(target, { ...settings, ...given }),
    // A proxy that never answers CONNECT would hold the socket for five minutes.
    clientFactory: (proxy: URL, given: object) => new Pool(proxy, { ...given, headersTimeout: CONNECT_TIMEOUT_MS }),
  });
  return {
    dispatch: (options, handler) => agent.dispatch({ ...options, origin }, handler),
    close: () => agent.close(),
  };
}
