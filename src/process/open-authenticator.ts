import type { Authenticator, AuthenticatorPace } from '../auth/authenticator.ts';
import type { Config } from '../config.ts';
import { chooseProxy } from '../proxy.ts';
import type { Log } from '../server/log.ts';

/**
 * Opens what takes tokens; undefined where none are taken. The log never holds a key of it.
 *
 * @param pace where a test cannot wait for the usual one.
 */
export async function openAuthenticator(
  { auth: settings, proxies }: Config,
  log: Log,
  pace: AuthenticatorPace = {},
): Promise<Authenticator | undefined> {
  if (!settings) return undefined;
  // Loaded only here: whoever takes no tokens does not wait for it.
  const { createAuthenticator } = await import('../auth/authenticator.ts');
  return createAuthenticator({
    settings,
    proxyFor: (url) => chooseProxy(url, proxies)?.url,
    log,
    onKeys: log.keep,
    ...pace,
  });
}
