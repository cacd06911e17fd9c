/**
 * Makes turns: each resolves in another turn of the event loop, so that what waits for the network is looked at between two
 * pieces of work that take long.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
