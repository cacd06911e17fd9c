import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { html, raw } from 'hono/html';
import Provider, { type Configuration } from 'oidc-provider';
import type { Port } from './listen.ts';
import type { Person } from './people.ts';

/** A program that may sign people in. */
interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

export interface IdentityProviderOptions {
  readonly people: readonly Person[];
  readonly client: Client;
  /** Whom access tokens are for: `aud`. */
  readonly audience: string;
  /** Seconds for which an access token holds; 300. */
  readonly accessTokenSeconds?: number;
}

/**
 * Answers on a port as an identity provider: people choose who they are, without passwords.
 *
 * @returns its name, as it stands in tokens.
 */
export function serveIdentityProvider(port: Port, options: IdentityProviderOptions): string {
  const { people, client } = options;
  // Not 127.0.0.1, so that to a browser it is another site than the page, and cookies of neither go to the other.
  const issuer = `http://localhost:${port.number}/`;
  const provider = new Provider(issuer, toConfiguration(options));
  provider.use(async (ctx, next) => {
    const [, uid] = /^\/interaction\/([\w-]+)$/.exec(ctx.path) ?? [];
    if (uid === undefined) return next();
    ctx.set('cache-control', 'no-store');
    if (ctx.method === 'POST') await choose(ctx.req, ctx.res);
    else {
      await provider.interactionDetails(ctx.req, ctx.res);
      ctx.type = 'html';
      ctx.body = String(await renderPage(people));
    }
  });

  async function choose(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const accountId = new URLSearchParams(await text(req)).get('person');
    const isKnown = people.some(({ id }) => id === accountId);
    const result =
      accountId !== null && isKnown
        ? { login: { accountId } }
        : { error: 'access_denied', error_description: 'The person has turned back.' };
    await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }

  port.server.on('request', provider.callback());
  return issuer;

  function toConfiguration({ audience, accessTokenSeconds = 300 }: IdentityProviderOptions): Configuration {
    const find = (accountId: string | undefined) => people.find(({ id }) => id === accountId);
    return {
      clients: [
        {
          client_id: client.id,
          client_secret: client.secret,
          redirect_uris: [client.redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
        },
      ],
      claims: { openid: ['sub'], profile: ['name'] },
      // The name stands in the ID token, so that nothing needs to be asked for it.
      conformIdTokenClaims: false,
      findAccount: (_ctx, accountId) => {
        const person = find(accountId);
        return person && { accountId, claims: () => ({ sub: accountId, name: person.name }) };
      },
      extraTokenClaims: (_ctx, token) => ({ roles: 'accountId' in token ? find(token.accountId)?.roles : [] }),
      // The page is the merchant's own: nobody is asked whether it may know who they are.
      async loadExistingGrant(ctx) {
        const grant = new ctx.oidc.provider.Grant({
          clientId: ctx.oidc.client?.clientId ?? '',
          accountId: ctx.oidc.session?.accountId ?? '',
        });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
      issueRefreshToken: async () => true,
      interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
      features: {
        devInteractions: { enabled: false },
        revocation: {
          enabled: true,
          allowedPolicy: async (_ctx, { clientId }, token) => token.clientId === clientId,
        },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience,
            accessTokenFormat: 'jwt',
          }),
        },
      },
      ttl: {
        Interaction: 600,
        Session: 3600,
        Grant: 28_800,
        AccessToken: accessTokenSeconds,
        RefreshToken: 28_800,
        IdToken: 300,
      },
      cookies: { keys: [randomUUID()] },
      jwks: { keys: [createKey()] },
    };
  }
}

function createKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

const style = readFileSync(new URL('identity-provider.css', import.meta.url), 'utf8');

function renderPage(people: readonly Person[]) {
  return html`<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <meta name="color-scheme" content="light dark" />
  <title>Sign in – Example identity provider</title>
  <style>${raw(style)}</style>
  <main>
    <h1>Who are you?</h1>
    <p>This stands for your identity provider. It asks for no password.</p>
    <form method="post">
      ${people.map(
        ({ id, name, about }) => html`<button name="person" value="${id}"><b>${name}</b><span>${about}</span></button>`,
      )}
      <button name="person" value="" class="back">Back</button>
    </form>
  </main>
</html>`;
}
