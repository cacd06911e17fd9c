/** How far back a window looks. */
export const WINDOW_SECONDS = 10;

/** Counts good and failed calls of the last ten seconds, by second. */
export class CallWindow {
  #second = Number.NEGATIVE_INFINITY;
  readonly #ups = new Array<number>(WINDOW_SECONDS).fill(0);
  readonly #downs = new Array<number>(WINDOW_SECONDS).fill(0);
  #up = 0;
  #down = 0;

  /** @param second never before that of the call before. */
  note(isUp: boolean, second: number): void {
    this.#forgetUntil(second);
    const slot = second % WINDOW_SECONDS;
    if (isUp) {
      this.#up++;
      this.#ups[slot] = (this.#ups[slot] ?? 0) + 1;
    } else {
      this.#down++;
      this.#downs[slot] = (this.#downs[slot] ?? 0) + 1;
    }
  }

  /** How many calls there were, as of the last one that was noted. */
  get calls(): number {
    return this.#up + this.#down;
  }

  /** Whether at least half of them failed. */
  get isFailing(): boolean {
    return this.#down > 0 && this.#down >= this.#up;
  }

  #forgetUntil(second: number): void {
    for (let past = Math.max(this.#second, second - WINDOW_SECONDS) + 1; past <= second; past++) {
      const slot = past % WINDOW_SECONDS;
      this.#up -= this.#ups[slot] ?? 0;
      this.#down -= this.#downs[slot] ?? 0;
      this.#ups[slot] = 0;
      this.#downs[slot] = 0;
    }
    this.#second = second;
  }
}
