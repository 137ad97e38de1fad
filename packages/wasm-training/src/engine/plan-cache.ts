/** Keeps what was used last. */
export interface Cache<Entry> {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry): void;
  /** Lets go of all entries whose key begins so. */
  drop(prefix: string): void;
  /** From the one that was not used for longest. */
  entries(): readonly Entry[];
}

/**
 * A cache of at most so many entries.
 *
 * @param release - Called for each entry that has to go.
 */
export function createCache<Entry>(limit: number, release: (entry: Entry) => void): Cache<Entry> {
  // A map keeps its keys in the order in which they were set.
  const entries = new Map<string, Entry>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    set(key, entry) {
      entries.set(key, entry);
      for (const [oldest, old] of entries) {
        if (entries.size <= limit) break;
        entries.delete(oldest);
        release(old);
      }
    },
    drop(prefix) {
      for (const [key, entry] of entries) {
        if (!key.startsWith(prefix)) continue;
        entries.delete(key);
        release(entry);
      }
    },
    entries: () => [...entries.values()],
  };
}
