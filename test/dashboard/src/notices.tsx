import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

/** What has just happened. */
interface Notice {
  readonly text: string;
  readonly isFailure: boolean;
}

/** Tells what has happened, in sight and to screen readers. */
export type Notify = (text: string, kind?: 'done' | 'failed') => void;

const NoticeContext = createContext<Notify>(() => undefined);

export const useNotify = (): Notify => useContext(NoticeContext);

/** How long good news stay, in ms. Failures stay until they are closed. */
const STAY_MS = 6000;

export function Notices({ children }: { children: ReactNode }): ReactNode {
  const [notice, setNotice] = useState<Notice>();
  const notify = useCallback<Notify>((text, kind) => setNotice({ text, isFailure: kind === 'failed' }), []);
  useEffect(() => {
    if (!notice || notice.isFailure) return;
    const timer = setTimeout(() => setNotice(undefined), STAY_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <NoticeContext value={notify}>
      {children}
      <div className="notices">
        {/* Both are there before they have a text: only then is a change of it read out. */}
        <div role="status">{notice && !notice.isFailure && <p className="notice">{notice.text}</p>}</div>
        <div role="alert">
          {notice?.isFailure && (
            <p className="notice failed">
              {notice.text}
              <button type="button" onClick={() => setNotice(undefined)}>
                Close
              </button>
            </p>
          )}
        </div>
      </div>
    </NoticeContext>
  );
}
