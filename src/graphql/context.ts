import type { Loaders } from '../loaders.ts';
import type { Call } from '../rest/call.ts';
import type { Account } from './account.ts';
import type { Quota } from './quota.ts';

/** What resolvers work with; made anew for each operation, so that nothing of one caller is visible to another. */
export interface Context {
  /** Names the request to its caller and in the log. */
  readonly requestId: string;
  /** For writes. */
  readonly call: Call;
  /** For reads. */
  readonly loaders: Loaders;
  /** For lists, and for fields that fail. */
  readonly account: Account;
  /** What PayNow's number for a percentage is multiplied by: a power of ten. */
  readonly percentScale: number;
  /** How many items a batch of writes may have. */
  readonly maxBulkItems: number;
  /** How many entities a router may still ask for in this operation. */
  readonly representations: Quota;
}
