/** What every operation of a store takes. */
export interface StoreOptions {
  /** Gives the operation up: it rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** The right to change what lies under a path. */
export interface StoreLock {
  /** Lets others in. Calling it again does nothing. */
  release(): Promise<void>;
}

/**
 * A place for files: a folder, memory, a bucket. The primitives are few and atomic, so that a save is
 * atomic on every store. Paths are those of `segmentsOf`; whatever else lies in the place is not seen.
 *
 * All operations reject with ParticleError: `name-invalid` for a path, `store-not-found`,
 * `store-conflict`, `store-busy`, `aborted`, `artefact-invalid` for what is no plain file (links,
 * devices), and `store-failed` with the cause for whatever the place itself reports.
 */
export interface Store {
  /** For messages, e.g. `memory` or the path of the folder. */
  readonly name: string;
  /** Names directly under a folder (`''`: the top), sorted. None where there is no such folder. */
  list(folder: string, options?: StoreOptions): Promise<readonly string[]>;
  /** The bytes of a file, in pieces of at most a mebibyte. The caller may stop early. */
  read(path: string, options?: StoreOptions): AsyncIterable<Uint8Array>;
  /**
   * Stores or replaces a file; one that holds these bytes already is left as it is. When this resolves
   * the file is durable; before, the old one is there.
   */
  write(path: string, bytes: Uint8Array, options?: StoreOptions): Promise<void>;
  /**
   * Stores a folder of files, by name. It appears as a whole, and is durable when this resolves.
   * Rejects with `store-conflict` if there is one already.
   */
  writeFolder(
    path: string,
    files: Readonly<Record<string, Uint8Array>>,
    options?: StoreOptions,
  ): Promise<void>;
  /** Removes a file or folder; a folder disappears as a whole. Does nothing where there is none. */
  remove(path: string, options?: StoreOptions): Promise<void>;
  /**
   * Keeps other writers away from a path, until released or until this process ends. Rejects with
   * `store-busy` at once if another has it.
   */
  lock(path: string): Promise<StoreLock>;
}
