import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { proxy } from 'hono/proxy';
import { secureHeaders } from 'hono/secure-headers';
import { LRUCache } from 'lru-cache';
import * as oidc from 'openid-client';

/** Where everything else is, and as whom the backend signs people in. */
export interface BackendOptions {
  /** Its own address, as browsers know it. */
  readonly origin: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom tokens are for, as the identity provider knows it. */
  readonly resource: string;
  /** The gateway's `/graphql`. */
  readonly gateway: string;
  /** Calls both; the global one unless given. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Somebody who is on their way to the identity provider and back. */
interface Login {
  readonly state: string;
  readonly verifier: string;
  /** The address in this page that they want to see. */
  readonly to: string;
}

/** Somebody who is signed in. Their browser holds a random id of it, and no token. */
interface Session {
  readonly name: string;
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
  renewal?: Promise<void> | undefined;
}

const MINUTE = 60_000;
const cookie = { prefix: 'host', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' } as const;
const contentSecurityPolicy = { defaultSrc: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] };
const root = fileURLToPath(new URL('../dist', import.meta.url));

/** The backend of the page: serves it, keeps the tokens of whoever is signed in, and adds them to operations. */
export async function createBackend(options: BackendOptions): Promise<Hono> {
  const { origin, issuer, clientId, clientSecret, resource, gateway, fetch = globalThis.fetch } = options;
  const provider = await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    // Without TLS, since it stays within this machine.
    execute: [oidc.allowInsecureRequests],
    [oidc.customFetch]: fetch as oidc.CustomFetch,
  });
  const logins = new LRUCache<string, Login>({ max: 1000, ttl: 10 * MINUTE });
  const sessions = new LRUCache<string, Session>({ max: 1000, ttl: 480 * MINUTE });
  const sessionOf = (c: Context) => sessions.get(getCookie(c, 'session', 'host') ?? '');

  /** Gets new tokens a little before the present ones expire, once for all who wait. */
  async function renew(session: Session): Promise<void> {
    const { refresh_token: refreshToken = '' } = session.tokens;
    const tokens = await oidc.refreshTokenGrant(provider, refreshToken, { resource });
    session.tokens = Object.assign(tokens, { refresh_token: tokens.refresh_token ?? refreshToken });
  }

  /** Whether a session goes on. It ends when the identity provider says so. */
  async function goesOn(session: Session): Promise<boolean> {
    if ((session.tokens.expiresIn() ?? 0) > 10) return true;
    session.renewal ??= renew(session).finally(() => {
      session.renewal = undefined;
    });
    try {
      await session.renewal;
      return true;
    } catch (error) {
      if (error instanceof oidc.ResponseBodyError) return false;
      throw error;
    }
  }

  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false }), csrf({ origin }));

  app.get('/login', async (c) => {
    const [id, state, verifier] = [oidc.randomState(), oidc.randomState(), oidc.randomPKCECodeVerifier()];
    const to = URL.parse(c.req.query('to') ?? '/', origin);
    logins.set(id, { state, verifier, to: to?.origin === origin ? to.href : origin });
    setCookie(c, 'login', id, cookie);
    const address = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: `${origin}/callback`,
      scope: 'openid profile',
      resource,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Whoever shares the browser is asked who they are each time.
      prompt: 'login',
    });
    return c.redirect(address.href);
  });

  app.get('/callback', async (c) => {
    const id = deleteCookie(c, 'login', cookie) ?? '';
    const { state, verifier, to } = logins.get(id) ?? {};
    logins.delete(id);
    // Without a login, or when the person has turned back, there is nothing to do but to ask again.
    if (!state || !verifier || !to || c.req.query('error')) return c.redirect('/');
    const tokens = await oidc.authorizationCodeGrant(
      provider,
      new URL(`/callback${new URL(c.req.url).search}`, origin),
      { expectedState: state, pkceCodeVerifier: verifier, idTokenExpected: true },
      { resource },
    );
    const session = oidc.randomState();
    sessions.set(session, { name: String(tokens.claims()?.name), tokens });
    setCookie(c, 'session', session, cookie);
    return c.redirect(to);
  });

  app.post('/logout', async (c) => {
    const { refresh_token: token } = sessionOf(c)?.tokens ?? {};
    sessions.delete(deleteCookie(c, 'session', cookie) ?? '');
    if (token) await oidc.tokenRevocation(provider, token);
    return c.redirect('/', 303);
  });

  app.get('/session', (c) => {
    const session = sessionOf(c);
    return session ? c.json({ name: session.name }) : c.body(null, 401);
  });

  app.post('/graphql', async (c) => {
    const session = sessionOf(c);
    if (!session || !(await goesOn(session))) return c.body(null, 401);
    const { accept, 'content-type': type } = c.req.header();
    const authorization = `Bearer ${session.tokens.access_token}`;
    return proxy(gateway, {
      method: 'POST',
      headers: { accept, 'content-type': type, authorization },
      body: c.req.raw.body,
      customFetch: fetch,
    });
  });

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    console.error(`${c.req.method} ${c.req.path}: ${error.message}`);
    return c.text('The identity provider or the gateway cannot be used at the moment. Go back and try again.', 502);
  });

  app.get('/assets/*', serveStatic({ root }));
  app.get('*', serveStatic({ root, path: 'index.html' }));
  return app;
}
