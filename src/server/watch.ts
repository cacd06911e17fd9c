/**
 * Looks at something at intervals while there is something to look at, without keeping the process for it.
 *
 * @param look returns whether there is.
 * @returns what says that there is now.
 */
export function createWatch(intervalMs: number, look: () => boolean): () => void {
  let isOn = false;
  const tick = (): void => {
    isOn = look();
    if (isOn) setTimeout(tick, intervalMs).unref();
  };
  return () => {
    if (isOn) return;
    isOn = true;
    setTimeout(tick, intervalMs).unref();
  };
}
