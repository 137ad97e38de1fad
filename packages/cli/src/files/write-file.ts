import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { isSystemError } from './system-error.ts';

/**
 * Writes a file so that it is there in full or not at all: under another name first, on the disk, then
 * renamed. What was there before stays until then.
 *
 * @throws ParticleError `store-failed`.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (!isSystemError(error)) throw error;
    throw new ParticleError({
      code: 'store-failed',
      summary: `cannot write: ${error.message}`,
      path,
      remedy: 'look at the folder: is it there, may this user write to it, is the disk full?',
      cause: error,
    });
  }
}
