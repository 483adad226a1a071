/** A map of bounded size that keeps the entries used last. */
export class RecentEntries<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  find(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  keep(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#count) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
