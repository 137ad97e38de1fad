/** Keeps the values that were used last, and lets go of the others. */
export class Cache<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #size: number;
  readonly #release: (value: Value) => void;

  constructor(size: number, release: (value: Value) => void) {
    this.#size = size;
    this.#release = release;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    // A map keeps the order of insertion: the last one used goes to the end.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    const former = this.#entries.get(key);
    if (former !== undefined && former !== value) this.#release(former);
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, unused] of this.#entries) {
      if (this.#entries.size <= this.#size) return;
      this.#entries.delete(oldest);
      this.#release(unused);
    }
  }

  /** What it holds, the one used last at the end. */
  entries(): readonly (readonly [key: string, value: Value])[] {
    return [...this.#entries];
  }

  clear(): void {
    for (const value of this.#entries.values()) this.#release(value);
    this.#entries.clear();
  }
}
