import { dirname, join } from 'node:path';
import { codeOf, noPlainFile } from './failure.ts';
import type { FileSystem } from './file-system.ts';

/**
 * Makes the folders from `root` down to the last of `segments`, as far as they are missing, and makes
 * all their names durable: one that is there already may come from a process that died before.
 */
export async function ensureFolders(
  fs: FileSystem,
  root: string,
  segments: readonly string[],
): Promise<string> {
  let folder = root;
  for (const segment of segments) {
    const parent = folder;
    folder = join(parent, segment);
    await ensureFolder(fs, folder);
    await fs.syncFolder(parent);
  }
  return folder;
}

/** Makes the folder in which a store lies and all above it; gives its path without links. */
export async function ensureRoot(fs: FileSystem, path: string): Promise<string> {
  const parent = dirname(path);
  if (parent !== path && (await fs.kindOf(path)) === undefined) {
    await ensureRoot(fs, parent);
    await ensureFolder(fs, path);
    await fs.syncFolder(parent);
  }
  return fs.resolve(path);
}

/**
 * Makes the names of a folder and of all above it durable, as far as this user may: they may have been
 * made by a process that died before it came to that.
 */
export async function syncAbove(fs: FileSystem, path: string): Promise<void> {
  const parent = dirname(path);
  if (parent === path) return;
  try {
    await fs.syncFolder(parent);
  } catch (error) {
    if (!NOT_MINE.includes(codeOf(error) ?? '')) throw error;
  }
  await syncAbove(fs, parent);
}

/** What a system reports of folders that belong to others or cannot change. */
const NOT_MINE: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'EINVAL'];

/** Makes one folder, unless it is there. */
export async function ensureFolder(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.createFolder(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if ((await fs.kindOf(path)) !== 'folder') throw noPlainFile(path);
  }
}

/**
 * Walks from `root` along `segments`, each of which must be a real folder.
 *
 * @returns The path, or `undefined` where it ends early.
 */
export async function findFolder(
  fs: FileSystem,
  root: string,
  segments: readonly string[],
): Promise<string | undefined> {
  let folder = root;
  for (const segment of segments) {
    folder = join(folder, segment);
    const kind = await fs.kindOf(folder);
    if (kind === undefined || kind === 'file') return undefined;
    if (kind === 'other') throw noPlainFile(folder);
  }
  return folder;
}

/** Removes a file, or a folder with all that is in it, following no link. */
export async function removeAll(fs: FileSystem, path: string): Promise<void> {
  const kind = await fs.kindOf(path);
  if (kind === undefined) return;
  if (kind !== 'folder') return fs.removeFile(path);
  for (const { name } of await fs.list(path)) await removeAll(fs, join(path, name));
  await fs.removeFolder(path);
}
