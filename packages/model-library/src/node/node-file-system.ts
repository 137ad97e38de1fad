import { constants, type Dirent, type Stats } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rmdir,
  unlink,
} from 'node:fs/promises';
import { platform } from 'node:process';
import { codeOf } from './failure.ts';
import type { EntryKind, FileSystem, OpenFile } from './file-system.ts';

/** The file system of the machine. */
export const nodeFileSystem: FileSystem = {
  async openExisting(path) {
    // Without O_NONBLOCK, opening a FIFO waits until somebody writes to it. Windows has neither flag.
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
    return wrap(await open(path, (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0)));
  },

  async openNew(path) {
    return wrap(await open(path, 'wx'));
  },

  async syncFolder(path) {
    // Windows cannot open a folder, and keeps its names without being asked.
    if (platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },

  async createFolder(path) {
    await mkdir(path);
  },

  async list(path) {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },

  async kindOf(path) {
    try {
      return kindOf(await lstat(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  },

  resolve: (path) => realpath(path),
  rename,
  removeFile: unlink,
  removeFolder: rmdir,
};

function wrap(handle: FileHandle): OpenFile {
  return {
    kind: async () => kindOf(await handle.stat()),
    read: async (into) => (await handle.read(into, 0, into.byteLength, null)).bytesRead,
    write: (bytes) => handle.appendFile(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function kindOf(stats: Stats | Dirent): EntryKind {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}
