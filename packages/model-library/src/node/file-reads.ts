import { basename, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { checkAborted } from '../abort.ts';
import { isSegment, segmentsOf } from '../store/path.ts';
import { failure, noPlainFile, typed } from './failure.ts';
import type { FileSystem } from './file-system.ts';
import { findFolder } from './folders.ts';

const PIECE = 1 << 20;

/** Names of the plain files and folders in a folder, sorted. */
export async function listNames(
  fs: FileSystem,
  top: string,
  folder: string,
): Promise<readonly string[]> {
  const segments = folder === '' ? [] : segmentsOf(folder);
  if ((await fs.kindOf(top)) === undefined) return [];
  const found = await findFolder(fs, await fs.resolve(top), segments);
  if (found === undefined) return [];
  return (await fs.list(found))
    .filter(({ name, kind }) => kind !== 'other' && isSegment(name))
    .map(({ name }) => name)
    .sort();
}

/** The bytes of a file of the store. */
export async function* readFile(
  fs: FileSystem,
  top: string,
  segments: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const path = join(top, ...segments);
  const folder = await typed(path, signal, async () =>
    findFolder(fs, await fs.resolve(top), segments.slice(0, -1)),
  );
  if (folder === undefined) {
    throw new ParticleError({ code: 'store-not-found', summary: 'there is no such file', path });
  }
  yield* readPieces(fs, folder, join(folder, basename(path)), signal);
}

/** The bytes of a plain file in pieces. `folder` is where it must lie, links being resolved. */
export async function* readPieces(
  fs: FileSystem,
  folder: string,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    const file = await fs.openExisting(path);
    try {
      // The file is open: what was swapped on the way to it shows now.
      if ((await file.kind()) !== 'file' || (await fs.resolve(folder)) !== folder) {
        throw noPlainFile(path);
      }
      for (;;) {
        checkAborted(signal);
        const piece = new Uint8Array(PIECE);
        const length = await file.read(piece);
        if (length === 0) return;
        yield piece.subarray(0, length);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw failure(error, path);
  }
}
