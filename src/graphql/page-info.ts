import { builder } from './builder.ts';
import { facts, typeFacts } from './facts.ts';

/** A walk down a list takes two calls until it is known how the REST API reads cursors. */
const FLAG_CALLS = 2;

function flagFacts(flag: 'hasNextPage' | 'hasPreviousPage') {
  return facts({
    calls: FLAG_CALLS,
    reads: ({ place: { page }, reads }) => {
      if (page) reads.read(`${page.key} ${flag}`, page.cost[flag]);
      return undefined;
    },
  });
}

/** A page as its flags and cursors are read from it; each flag is worked out only when it is selected. */
export interface PageInfo {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  hasNextPage(): boolean | Promise<boolean>;
  hasPreviousPage(): boolean | Promise<boolean>;
}

export const PageInfoRef = builder.objectRef<PageInfo>('PageInfo').implement({
  extensions: typeFacts({ isShareable: true }),
  description: "Where a page stands in its list (Relay's Cursor Connections).",
  fields: (t) => ({
    hasNextPage: t.boolean({
      extensions: flagFacts('hasNextPage'),
      description:
        'With `first`, whether more coupons follow in the range that `after` and `before` leave; with `last`, whether any exist from `before` on. Exact; may cost one more REST call.',
      resolve: (page) => page.hasNextPage(),
    }),
    hasPreviousPage: t.boolean({
      extensions: flagFacts('hasPreviousPage'),
      description:
        'With `last`, whether more coupons precede in the range that `after` and `before` leave; with `first`, whether any exist up to `after`. Exact; may cost one more REST call.',
      resolve: (page) => page.hasPreviousPage(),
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: "The cursor of the page's first edge, to pass as `before`; null on an empty page.",
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: "The cursor of the page's last edge, to pass as `after`; null on an empty page.",
    }),
  }),
});
