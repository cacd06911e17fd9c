import type { AuthMode } from '../../auth/settings.ts';
import { storeId as sandboxStoreId } from '../graphiql/operations.ts';
import type { TrustMode } from '../operation/documents.ts';

/** What decides how much there is to tell. */
export interface GuideOptions {
  readonly isProduction: boolean;
  /** Whether the explorer is on. */
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Where `/metrics` is served; undefined: beside everything else. 0 takes a free port. */
  readonly metricsPort: number | undefined;
  /** Which documents are executed; undefined: all. */
  readonly documents: { readonly mode: TrustMode } | undefined;
  /** Origin of the REST API. */
  readonly apiOrigin: string;
  readonly authMode: AuthMode;
  /** What the embedded sandbox takes, which is public; undefined: it is another API. */
  readonly sandboxAuthorization: string | undefined;
}

/** What the gateway says of itself to whoever comes to `/`. */
export interface Guide {
  /** Whether it keeps to itself whose gateway this is. */
  readonly isAnonymous: boolean;
  readonly title: string;
  readonly entries: readonly Entry[];
  /** An operation to try from a shell. */
  readonly example: Example | undefined;
}

/** One line of the guide. */
export interface Entry {
  /** In camel case, as programs read it. */
  readonly name: string;
  readonly value: string;
  readonly note: string;
  /** Whether the value is a path that a browser can open. */
  readonly isLink?: boolean;
}

export interface Example {
  readonly authorization: string;
  readonly query: string;
}

const ANY = 'POST with JSON, or GET for queries';
const NOTES: Readonly<Record<TrustMode | 'off', string>> = {
  off: ANY,
  prefer: ANY,
  listed: `${ANY}; listed documents`,
  only: `${ANY}; listed documents by their ids`,
};

/** Gathers the guide. In production without the explorer it tells strangers only where operations go. */
export function createGuide(options: GuideOptions): Guide {
  const operations = { name: 'operations', value: '/graphql', note: NOTES[options.documents?.mode ?? 'off'] };
  const takesTexts = options.documents === undefined || options.documents.mode === 'prefer';
  if (options.isProduction && !options.graphiql) {
    return { isAnonymous: true, title: 'GraphQL gateway', entries: [operations], example: undefined };
  }
  return {
    isAnonymous: false,
    title: 'PayNow GraphQL gateway',
    entries: [
      operations,
      options.graphiql
        ? { name: 'explorer', value: '/graphql', note: 'the same address in a browser', isLink: true }
        : { name: 'explorer', value: 'off', note: 'GRAPHIQL=on turns it on' },
      options.introspection
        ? { name: 'schema', value: '/schema.graphql', note: 'the whole API, described', isLink: true }
        : { name: 'schema', value: 'off', note: 'INTROSPECTION=on turns it on' },
      { name: 'liveness', value: '/livez', note: 'whether the process answers', isLink: true },
      { name: 'readiness', value: '/readyz', note: '503 while it starts or stops', isLink: true },
      toMetrics(options.metricsPort),
      toRestApi(options),
    ],
    example: takesTexts
      ? {
          authorization: options.sandboxAuthorization ?? PLACEHOLDERS[options.authMode],
          query: `{ store(storeId: "${options.sandboxAuthorization ? sandboxStoreId : '<store id>'}") { name currency } }`,
        }
      : undefined,
  };
}

function toMetrics(port: number | undefined): Entry {
  if (port === undefined) return { name: 'metrics', value: '/metrics', note: 'for Prometheus', isLink: true };
  return { name: 'metrics', value: port === 0 ? 'elsewhere' : `port ${port}`, note: '/metrics, on a port of its own' };
}

const PLACEHOLDERS: Readonly<Record<AuthMode, string>> = {
  passthrough: 'APIKey <your key>',
  tokens: 'Bearer <your token>',
  both: 'Bearer <your token>',
};

const KEY_NOTES: Readonly<Record<AuthMode, string>> = {
  passthrough: 'your own key is passed on, and kept nowhere',
  tokens: 'called with keys that are held here',
  both: 'your own key is passed on; with a token, one that is held here is taken',
};

function toRestApi({ apiOrigin, authMode, sandboxAuthorization }: GuideOptions): Entry {
  if (sandboxAuthorization) {
    const isToken = sandboxAuthorization.startsWith('Bearer ');
    const access = isToken ? 'npm run token prints tokens' : `its key is public: ${sandboxAuthorization}`;
    return { name: 'restApi', value: 'sandbox', note: `sample data; ${access}` };
  }
  return { name: 'restApi', value: new URL(apiOrigin).host, note: KEY_NOTES[authMode] };
}

/** The name of an entry for people: `restApi` becomes `REST API`, `schema` becomes `Schema`. */
export function toLabel(name: string): string {
  return name === 'restApi' ? 'REST API' : name.charAt(0).toUpperCase() + name.slice(1);
}
