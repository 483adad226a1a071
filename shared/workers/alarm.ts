/** Wakes one sleeper. A sound that nobody waits for is kept until somebody does. */
export class Alarm {
  #isSounded = false;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  sound(): void {
    this.#isSounded = true;
    this.#wake?.();
  }

  /** The last sound: every later wait returns at once. */
  end(): void {
    this.#hasEnded = true;
    this.sound();
  }

  /** Sleeps until the next sound, or for `timeoutMs`. */
  async wait(timeoutMs?: number): Promise<'sound' | 'timeout' | 'ended'> {
    if (!this.#isSounded) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    const woken = this.#isSounded ? 'sound' : 'timeout';
    this.#isSounded = this.#hasEnded;
    return this.#hasEnded ? 'ended' : woken;
  }
}
