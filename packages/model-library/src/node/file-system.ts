/** What a path leads to, no link being followed. */
export type EntryKind = 'file' | 'folder' | 'other';

/** What a folder holds. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** A file that is open. */
export interface OpenFile {
  /** What it is, as the open file says: nobody can swap it any more. */
  kind(): Promise<EntryKind>;
  /** Fills the buffer from the current position; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  /** Appends all bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was written would survive a power cut. */
  sync(): Promise<void>;
  /** Gives the file back to the system. */
  close(): Promise<void>;
}

/**
 * The calls of an operating system on which `fileStore` rests. Another implementation may be passed
 * to it: tests do, to make each call fail and to cut the power between any two.
 *
 * Calls reject with errors that carry a `code` such as `ENOENT`, as Node's do.
 */
export interface FileSystem {
  /** Opens an existing file to read. Follows no link in the last part of the path, and never waits. */
  openExisting(path: string): Promise<OpenFile>;
  /** Creates and opens a file to write. Rejects with `EEXIST` if anything is there. */
  openNew(path: string): Promise<OpenFile>;
  /** Resolves when the names in a folder would survive a power cut. */
  syncFolder(path: string): Promise<void>;
  /** Makes one folder. Rejects with `EEXIST` if anything is there. */
  createFolder(path: string): Promise<void>;
  /** What is directly in a folder. */
  list(path: string): Promise<readonly Entry[]>;
  /** What the path leads to; `undefined` for nothing. */
  kindOf(path: string): Promise<EntryKind | undefined>;
  /** The absolute path with all links resolved. */
  resolve(path: string): Promise<string>;
  /** Moves a file, replacing one, or a folder, which must not replace one that holds something. */
  rename(from: string, to: string): Promise<void>;
  /** Removes anything but a folder. */
  removeFile(path: string): Promise<void>;
  /** Removes an empty folder. */
  removeFolder(path: string): Promise<void>;
}
