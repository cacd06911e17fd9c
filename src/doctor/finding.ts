/**
 * How a finding bears on the gateway: `good` as expected, `note` it works but differs, `bad` it does not work,
 * `unknown` this store does not tell.
 */
export type State = 'good' | 'note' | 'bad' | 'unknown';

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly name: string;
  readonly state: State;
  /** What was found. */
  readonly found: string;
  /** What the gateway makes of it. */
  readonly gateway: string;
}
