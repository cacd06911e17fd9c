import type { appQuery$data } from '../generated/appQuery.graphql.ts';

/** A store that the viewer may see something of. */
type Store = NonNullable<appQuery$data['viewer']>['stores'][number]['store'];

/** What a part of the page is told: the store, its own address, and what is open in it. */
export interface PartProps {
  readonly store: Store;
  readonly path: string;
  /** The last step of the address; undefined: nothing is open. */
  readonly open: string | undefined;
}
