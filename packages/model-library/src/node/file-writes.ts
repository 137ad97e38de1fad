import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { pid } from 'node:process';
import { isParticleError, ParticleError } from '@sora-particles/combinator-core';
import { checkAborted } from '../abort.ts';
import { checkName } from '../store/path.ts';
import { readPieces } from './file-reads.ts';
import type { FileSystem } from './file-system.ts';
import { ensureFolder, ensureFolders, ensureRoot, findFolder, removeAll } from './folders.ts';

/** Where files are made before they are moved into place; below it, a folder for each lock. */
export const DRAFTS = '.drafts';

const PIECE = 1 << 20;
let drafts = 0;

/** Stores or replaces a file, unless it holds these bytes. */
export async function writeFile(
  fs: FileSystem,
  top: string,
  segments: readonly string[],
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { root, folder, target } = await makeRoom(fs, top, segments);
  if (!(await holds(fs, folder, target, bytes, signal))) {
    const draft = await draftFor(fs, root, segments);
    await moveInto(fs, draft, target, () => writeNewFile(fs, draft, bytes, signal));
  }
  // Also for a file that was there: the writer that moved it may have died before it came to this.
  await fs.syncFolder(folder);
}

/** Stores a folder of files, where none may be yet. */
export async function writeFolder(
  fs: FileSystem,
  top: string,
  segments: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const name of Object.keys(files)) checkName(name);
  const { root, folder, target } = await makeRoom(fs, top, segments);
  if ((await fs.kindOf(target)) !== undefined) {
    throw new ParticleError({
      code: 'store-conflict',
      summary: 'something is there already',
      path: target,
    });
  }
  const draft = await draftFor(fs, root, segments);
  await moveInto(fs, draft, target, async () => {
    await fs.createFolder(draft);
    for (const [name, bytes] of Object.entries(files)) {
      await writeNewFile(fs, join(draft, name), bytes, signal);
    }
    await fs.syncFolder(draft);
  });
  await fs.syncFolder(folder);
}

/** Removes a file or folder, which disappears as a whole. */
export async function removeEntry(
  fs: FileSystem,
  top: string,
  segments: readonly string[],
): Promise<void> {
  if ((await fs.kindOf(top)) === undefined) return;
  const root = await fs.resolve(top);
  const folder = await findFolder(fs, root, segments.slice(0, -1));
  if (folder === undefined) return;
  const target = join(folder, segments.at(-1) ?? '');
  if ((await fs.kindOf(target)) === undefined) return;
  const draft = await draftFor(fs, root, segments);
  await fs.rename(target, draft);
  await fs.syncFolder(folder);
  await removeAll(fs, draft);
}

/** Makes the folder in which an entry shall lie, and its name durable. */
async function makeRoom(
  fs: FileSystem,
  top: string,
  segments: readonly string[],
): Promise<{ readonly root: string; readonly folder: string; readonly target: string }> {
  const root = await ensureRoot(fs, top);
  const folder = await ensureFolders(fs, root, segments.slice(0, -1));
  return { root, folder, target: join(folder, segments.at(-1) ?? '') };
}

async function draftFor(
  fs: FileSystem,
  root: string,
  segments: readonly string[],
): Promise<string> {
  const folder = join(root, DRAFTS, segments[0] ?? '');
  // Their names need not last.
  await ensureFolder(fs, join(root, DRAFTS));
  await ensureFolder(fs, folder);
  return join(folder, `${pid}-${drafts++}`);
}

async function moveInto(
  fs: FileSystem,
  draft: string,
  target: string,
  make: () => Promise<void>,
): Promise<void> {
  try {
    await make();
    await fs.rename(draft, target);
  } catch (error) {
    // The first error tells more than a second one; the next writer tidies up what is left.
    await removeAll(fs, draft).catch(() => undefined);
    throw error;
  }
}

async function holds(
  fs: FileSystem,
  folder: string,
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let at = 0;
  try {
    for await (const piece of readPieces(fs, folder, path, signal)) {
      const wanted = bytes.subarray(at, at + piece.byteLength);
      if (Buffer.compare(piece, wanted) !== 0) return false;
      at += piece.byteLength;
    }
  } catch (error) {
    if (isParticleError(error, 'aborted')) throw error;
    // Missing, a link, unreadable: replace it.
    return false;
  }
  return at === bytes.byteLength;
}

/** Creates a file whose bytes are durable when this resolves; its name is not, yet. */
async function writeNewFile(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = await fs.openNew(path);
  try {
    for (let start = 0; start < bytes.byteLength; start += PIECE) {
      checkAborted(signal);
      await file.write(bytes.subarray(start, start + PIECE));
    }
    checkAborted(signal);
    await file.sync();
  } finally {
    await file.close();
  }
}
