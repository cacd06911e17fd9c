/** No more often than this is a line written of what may happen very often. */
const INTERVAL_MS = 10_000;

/**
 * Writes a line at once when something happens, and then at most one in ten seconds, of what has happened since.
 *
 * @param write gets how often it happened.
 * @returns what notes that it happened.
 */
export function createSparseLine(write: (count: number) => void, intervalMs = INTERVAL_MS): () => void {
  let count = 0;
  let isPaused = false;
  const flush = (): void => {
    isPaused = count > 0;
    if (!isPaused) return;
    write(count);
    count = 0;
    setTimeout(flush, intervalMs).unref();
  };
  return () => {
    count++;
    if (!isPaused) flush();
  };
}
