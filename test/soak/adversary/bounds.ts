/** What attacks may cost others, beside what `BOUNDS` of test/support/attacker.ts says, in milliseconds. */
export const TIME_BOUNDS = {
  /** Processor time of a request that is refused. */
  refused: 60,
  /** How long an ordinary client waits. */
  waiting: 300,
  /** The same while a document is there that was not seen before. */
  waitingAtFirst: 500,
} as const;

/** How often something has to be seen before it is believed: other programs use the same processors. */
export const SIGHTINGS = 3;
