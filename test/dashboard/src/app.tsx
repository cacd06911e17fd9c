import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { graphql, RelayEnvironmentProvider, useLazyLoadQuery } from 'react-relay';
import { Link, Redirect, useLocation } from 'wouter';
import type { AccessScope, appQuery } from '../generated/appQuery.graphql.ts';
import { CouponsPage } from './coupons/coupons-page.tsx';
import { createEnvironment } from './environment.ts';
import { type Attempt, Loadable } from './failure.tsx';
import { MarketingPage } from './marketing/marketing-page.tsx';
import { Notices } from './notices.tsx';

/** Who looks on: somebody by name, nobody, or nobody any more. */
type Session = { readonly name: string } | 'none' | 'ended';

export function App(): ReactNode {
  const [session, setSession] = useState<Session>();
  const environment = useMemo(() => createEnvironment(() => setSession('ended')), []);
  const load = useCallback(async () => {
    const response = await fetch('/session');
    setSession(response.ok ? ((await response.json()) as { name: string }) : 'none');
  }, []);
  useEffect(() => void load(), [load]);

  if (session === undefined) return null;
  if (typeof session === 'string') return <SignIn hasEnded={session === 'ended'} />;
  return (
    <RelayEnvironmentProvider environment={environment}>
      <Notices>
        <Loadable loading={null}>{(attempt) => <Shell name={session.name} attempt={attempt} />}</Loadable>
      </Notices>
    </RelayEnvironmentProvider>
  );
}

function SignIn({ hasEnded }: { hasEnded: boolean }): ReactNode {
  const to = encodeURIComponent(location.pathname + location.search);
  return (
    <main className="sign-in">
      <title>Sign in</title>
      <p className="ticket" aria-hidden="true">
        WELCOME
      </p>
      <h1>{hasEnded ? 'You have been signed out' : 'Coupons and mails of your store'}</h1>
      <p className="lead">{hasEnded ? 'Sign in again to go on where you were.' : 'Sign in with your work account.'}</p>
      <a className="button primary" href={`/login?to=${to}`}>
        Sign in
      </a>
    </main>
  );
}

/** The parts of the page, with the scope that it takes to see one. */
const PARTS = [
  ['coupons', 'Coupons', 'COUPONS_READ'],
  ['mails', 'Mails', 'MARKETING_READ'],
] as const satisfies readonly (readonly [string, string, AccessScope])[];

/** What is around all parts, which are those that the viewer may see. */
function Shell({ name, attempt }: { name: string; attempt: Attempt }): ReactNode {
  const { viewer } = useLazyLoadQuery<appQuery>(
    graphql`
      query appQuery {
        viewer {
          stores {
            scopes
            store {
              id
              storeId
              name
              currency
              viewerCanWriteCoupons
              viewerCanWriteMarketing
            }
          }
        }
      }
    `,
    {},
    attempt,
  );
  const [path, navigate] = useLocation();
  const stores = viewer?.stores ?? [];
  const [, , storeId = '', part = '', open] = path.split('/');
  const current = stores.find(({ store }) => store.storeId === storeId) ?? stores[0];
  const parts = PARTS.filter(([, , scope]) => current?.scopes.includes(scope));
  const Part = part === 'coupons' ? CouponsPage : MarketingPage;
  const pathOf = (id: string, slug: string) => `/stores/${id}/${slug}`;
  const titleOf = ({ store }: (typeof stores)[number]) => store.name ?? store.storeId;
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="head">
        {stores.length > 1 && current ? (
          <select
            className="store"
            aria-label="Store"
            value={current.store.storeId}
            onChange={({ target }) => navigate(pathOf(target.value, part))}
          >
            {stores.map((each) => (
              <option key={each.store.storeId} value={each.store.storeId}>
                {titleOf(each)}
              </option>
            ))}
          </select>
        ) : (
          <span className="store">{current && titleOf(current)}</span>
        )}
        <nav aria-label="Parts">
          {current &&
            parts.map(([slug, label]) => (
              <Link
                key={slug}
                href={pathOf(current.store.storeId, slug)}
                aria-current={slug === part ? 'page' : undefined}
              >
                {label}
              </Link>
            ))}
        </nav>
        <form method="post" action="/logout">
          <span>{name}</span>
          <button type="submit" className="quiet">
            Sign out
          </button>
        </form>
      </header>
      <main id="main" tabIndex={-1}>
        {path === '/' && current && parts[0] ? (
          <Redirect to={pathOf(current.store.storeId, parts[0][0])} replace />
        ) : current?.store.storeId === storeId && parts.some(([slug]) => slug === part) ? (
          <Part key={storeId} store={current.store} path={pathOf(storeId, part)} open={open} />
        ) : (
          <div className="state">
            <title>Not found</title>
            <h1>Nothing is here for you</h1>
            <p>There is no such page, or you have no right to see it. Whoever manages your store can give it to you.</p>
          </div>
        )}
      </main>
    </>
  );
}
