import type { Config } from '../config.ts';

/** The REST API that the gateway stands before. */
export interface RestApi {
  readonly origin: string;
  /** Origin of the embedded sandbox, when it is that; undefined: it is not. */
  readonly sandboxUrl: string | undefined;
  /** Ends the sandbox, if it is that. */
  close(): Promise<void>;
}

/** The configured REST API, or the embedded sandbox, started. */
export async function openRestApi({ apiOrigin }: Config): Promise<RestApi> {
  if (apiOrigin !== undefined) return { origin: apiOrigin, sandboxUrl: undefined, close: async () => undefined };
  // Loaded only here: a production image has neither the sandbox nor its dependencies.
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const { url, close } = await startSandbox({});
  return { origin: url, sandboxUrl: url, close };
}
