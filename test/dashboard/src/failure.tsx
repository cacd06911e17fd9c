import { type ReactNode, Suspense, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { FetchPolicy } from 'relay-runtime';
import { OperationError } from './environment.ts';

/** How a query is read: again, and from the network, when somebody asks for it. */
export interface Attempt {
  readonly fetchKey: number;
  readonly fetchPolicy: FetchPolicy;
}

/** Shows that something is loading, and what has failed, with a way to try again. */
export function Loadable({
  loading,
  children,
}: {
  loading: ReactNode;
  children: (attempt: Attempt) => ReactNode;
}): ReactNode {
  const [fetchKey, setFetchKey] = useState(0);
  return (
    <ErrorBoundary
      resetKeys={[fetchKey]}
      fallbackRender={({ error }) => <Failure error={error} onRetry={() => setFetchKey(fetchKey + 1)} />}
    >
      <Suspense fallback={loading}>
        {children({ fetchKey, fetchPolicy: fetchKey === 0 ? 'store-and-network' : 'network-only' })}
      </Suspense>
    </ErrorBoundary>
  );
}

function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const { title, text } = explain(error);
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** What has failed, for people. */
export function explain(error: unknown): { readonly title: string; readonly text: string } {
  const { code, retryAfter, requestId } = (error instanceof OperationError && error.errors[0]?.extensions) || {};
  switch (code) {
    case 'FORBIDDEN':
      return { title: 'You may not do this', text: 'Ask whoever manages your store for the right to.' };
    case 'RATE_LIMITED':
      return { title: 'Too much at once', text: `Try again in ${retryAfter ?? 'a few'} seconds.` };
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
    case 'OVERLOADED':
      return { title: 'PayNow does not answer', text: 'This has nothing to do with you. Try again in a moment.' };
    case undefined:
      return {
        title: 'No connection',
        text: 'The service could not be reached. Look at your connection, then try again.',
      };
    default:
      return {
        title: 'Something went wrong',
        text: `Try again. If it stays like this, tell whoever runs this page: ${requestId ?? code}`,
      };
  }
}
