/** Promises of bounded number by name: those begun last, and none that has failed. */
export class RecentPromises<Value> {
  readonly #promises = new Map<string, Promise<Value>>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  find(name: string): Promise<Value> | undefined {
    return this.#promises.get(name);
  }

  /** In place of an earlier one of the name. */
  keep(name: string, promise: Promise<Value>): Promise<Value> {
    this.#promises.delete(name);
    this.#promises.set(name, promise);
    promise.catch(() => this.#promises.get(name) === promise && this.#promises.delete(name));
    const oldest = this.#promises.keys().next().value;
    if (this.#promises.size > this.#count && oldest !== undefined) this.#promises.delete(oldest);
    return promise;
  }
}
