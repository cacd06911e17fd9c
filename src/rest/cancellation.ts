/**
 * Tells the reads of one operation that nobody waits for them any more. An AbortSignal says the same, at several times
 * the cost for each call that listens to it.
 */
export class Cancellation {
  #isCancelled = false;
  #listeners: Set<() => void> | undefined;

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Calls every listener, once. */
  cancel(): void {
    this.#isCancelled = true;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  add(listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  remove(listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
