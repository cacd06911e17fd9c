import type { Loaders } from '../loaders.ts';
import type { Call } from '../rest/call.ts';

/** What resolvers work with; made anew for each operation, so that nothing of one caller is visible to another. */
export interface Context {
  /** For writes. */
  readonly call: Call;
  /** For reads. */
  readonly loaders: Loaders;
}
