import type { RecordedRequest } from '../../src/sandbox/recorder.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Counts how often each write arrived at the REST API. */
export interface WriteLedger {
  /** How many requests there were, reads included. */
  requests(): number;
  /** How many different writes there were. */
  writes(): number;
  /** Writes that arrived more often than they may, in words. */
  excess(): string[];
  close(): void;
}

/** How often a write may arrive: one that cannot be repeated once, the others as often as an attempt may be made. */
const MOST: Readonly<Record<string, number>> = { POST: 1, PATCH: 1, PUT: 3, DELETE: 3 };

const LOOK_EVERY_MS = 200;

/** Every write of the load holds a value that no other holds, so that the two of a pair are known by it. */
export function createWriteLedger(sandbox: Sandbox): WriteLedger {
  const hits = new Map<string, number>();
  let unread: RecordedRequest[] = [];
  let requests = 0;

  function look(): void {
    const fresh = sandbox.requests;
    requests += fresh.length;
    const waiting = [...unread, ...fresh];
    // What is kept would be kept for the whole run.
    sandbox.clearRequests();
    unread = [];
    for (const request of waiting) {
      if (request.method === 'GET') continue;
      if (isUnread(request)) unread.push(request);
      else hits.set(nameOf(request), (hits.get(nameOf(request)) ?? 0) + 1);
    }
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    requests() {
      look();
      return requests;
    },
    writes() {
      look();
      return hits.size;
    },
    excess() {
      look();
      const excess = [...hits].filter(([name, count]) => count > (MOST[name.split(' ', 1)[0] as string] ?? 0));
      return excess.map(([name, count]) => `${name}: ${count} times`);
    },
    close: () => clearInterval(timer),
  };
}

function isUnread({ method, body, outcome }: RecordedRequest): boolean {
  return method !== 'DELETE' && body === '' && outcome === 'open';
}

/** The method, and what makes a write different from all others. */
function nameOf({ method, path, body }: RecordedRequest): string {
  if (method === 'DELETE') return `${method} ${path}`;
  const { code, note, maximum_order_value } = JSON.parse(body || '{}');
  return `${method} ${path} ${code ?? note ?? maximum_order_value}`;
}
