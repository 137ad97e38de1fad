import { join, resolve } from 'node:path';
import { segmentsOf } from '../store/path.ts';
import type { Store, StoreLock } from '../store/store.ts';
import { typed } from './failure.ts';
import { listNames, readFile } from './file-reads.ts';
import type { FileSystem } from './file-system.ts';
import { DRAFTS, removeEntry, writeFile, writeFolder } from './file-writes.ts';
import { ensureFolders, ensureRoot, removeAll, syncAbove } from './folders.ts';
import { takeLock } from './lock.ts';
import { nodeFileSystem } from './node-file-system.ts';
import { nodeProcesses, type Processes } from './processes.ts';

/** What {@link fileStore} takes besides the folder. */
export interface FileStoreOptions {
  /** The calls of the operating system. Default: Node's. */
  readonly fileSystem?: FileSystem;
  /** Tells which holders of locks still live. Default: the processes of this machine. */
  readonly processes?: Processes;
}

/** Like the drafts, hidden from what lists the store: no name of its content begins with a dot. */
const LOCKS = '.locks';

/**
 * A store in a folder of the file system. Every write goes to a draft on the same file system, is
 * flushed, renamed into place, and its folder flushed, so that a crash or a power cut at any moment
 * leaves the old content or the new. Locks are left behind by no process that has died.
 *
 * No link is followed below the folder, and nothing but plain files is opened.
 *
 * @param path - The folder. It is made on the first write.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { createLibrary } from '@sora-particles/model-library';
 * import { fileStore } from '@sora-particles/model-library/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'models-'));
 * const library = createLibrary(fileStore(folder));
 * console.log(await library.list()); // []
 * ```
 */
export function fileStore(path: string, options: FileStoreOptions = {}): Store {
  const fs = options.fileSystem ?? nodeFileSystem;
  const processes = options.processes ?? nodeProcesses;
  const top = resolve(path);
  return {
    name: top,
    list: (folder, { signal } = {}) =>
      typed(join(top, folder), signal, () => listNames(fs, top, folder)),
    read: (file, { signal } = {}) => readFile(fs, top, segmentsOf(file), signal),
    write: (file, bytes, { signal } = {}) =>
      typed(join(top, file), signal, () => writeFile(fs, top, segmentsOf(file), bytes, signal)),
    writeFolder: (folder, files, { signal } = {}) =>
      typed(join(top, folder), signal, () =>
        writeFolder(fs, top, segmentsOf(folder), files, signal),
      ),
    remove: (entry, { signal } = {}) =>
      typed(join(top, entry), signal, () => removeEntry(fs, top, segmentsOf(entry))),
    lock: (entry) =>
      typed(join(top, entry), undefined, () => lock(fs, processes, top, segmentsOf(entry))),
  };
}

async function lock(
  fs: FileSystem,
  processes: Processes,
  top: string,
  segments: readonly string[],
): Promise<StoreLock> {
  const root = await ensureRoot(fs, top);
  await syncAbove(fs, root);
  const folder = await ensureFolders(fs, root, [LOCKS, segments.join('+')]);
  const held = await takeLock(fs, processes, folder);
  try {
    // What lies here comes from writers that died: the lock is ours.
    if (segments.length === 1) await removeAll(fs, join(root, DRAFTS, segments.join()));
  } catch (error) {
    await held.release().catch(() => undefined);
    throw error;
  }
  return { release: () => typed(folder, undefined, () => held.release()) };
}
