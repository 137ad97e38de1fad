import { readFile, stat } from 'node:fs/promises';
import { ParticleError } from '@sora-particles/combinator-core';
import { isSystemError } from './system-error.ts';

/**
 * Reads a file that may be anything: its size is looked at first, and what is no plain file is refused.
 *
 * @param path - Where it is.
 * @param maxBytes - The most that it may hold.
 * @param shown - What messages call it.
 * @throws ParticleError `store-not-found`, `artefact-too-large`, `store-failed`.
 */
export async function readLimited(
  path: string,
  maxBytes: number,
  shown = path,
): Promise<Uint8Array> {
  try {
    const stats = await stat(path);
    // Opening a pipe would wait for its other end.
    if (!stats.isFile()) throw noFile(shown, stats.isDirectory() ? 'a folder' : 'no plain file');
    if (stats.size > maxBytes) throw tooLarge(shown, maxBytes, stats.size);
    const content = await readFile(path);
    // It may have grown in between.
    if (content.byteLength > maxBytes) throw tooLarge(shown, maxBytes, content.byteLength);
    return content;
  } catch (error) {
    throw isSystemError(error) ? cannotRead(shown, error) : error;
  }
}

function noFile(path: string, found: string): ParticleError {
  return new ParticleError({
    code: 'store-failed',
    summary: `this is ${found}, and a file is needed`,
    path,
  });
}

/** The error for a path that cannot be read. */
export function cannotRead(
  path: string,
  error: { readonly code: string; readonly message: string },
): ParticleError {
  const isMissing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return new ParticleError({
    code: isMissing ? 'store-not-found' : 'store-failed',
    summary: isMissing ? 'there is no such file or folder' : `cannot read: ${error.message}`,
    path,
    cause: error,
  });
}

function tooLarge(path: string, maxBytes: number, bytes: number): ParticleError {
  return new ParticleError({
    code: 'artefact-too-large',
    summary: 'the file is too large',
    path,
    expected: `at most ${maxBytes} bytes`,
    found: `${bytes} bytes`,
  });
}
