/**
 * Tells the reads of one operation that nobody waits for them any more. An AbortSignal says the same, at several times
 * the cost for each call that listens to it.
 */
export class Cancellation {
  #isCancelled = false;
  #listeners: (() => void)[] = [];

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Calls every listener, once. */
  cancel(): void {
    this.#isCancelled = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  add(listener: () => void): void {
    this.#listeners.push(listener);
  }

  remove(listener: () => void): void {
    const place = this.#listeners.indexOf(listener);
    if (place < 0) return;
    const last = this.#listeners.pop() as () => void;
    if (last !== listener) this.#listeners[place] = last;
  }
}
