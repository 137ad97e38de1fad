import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ParticleError } from '@sora-particles/combinator-core';
import { type Entry, openPromise } from 'yauzl';
import { messageOf } from '../system/failure.ts';

/** The shared libraries that the binding is linked to. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

const headers = [
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];

/** Where a file of the wheel goes, relative to the target folder; nothing where it is not needed. */
function placeOf(name: string): string | undefined {
  const isLibrary = LIBRARIES.some((library) => name === `tensorflow/${library}`);
  if (isLibrary) return join('lib', basename(name));
  const isHeader = name.endsWith('.h') && headers.some((prefix) => name.startsWith(prefix));
  return isHeader ? name.slice('tensorflow/'.length) : undefined;
}

/**
 * Unpacks the two libraries into `lib` and the headers of the C interface into `include`.
 *
 * @throws ParticleError `artefact-invalid` where it is no such wheel.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const missing = new Set<string>(LIBRARIES);
  try {
    // Names that lead out of the folder are refused by the library.
    const zip = await openPromise(wheel);
    try {
      for await (const entry of zip.eachEntry()) {
        const place = placeOf(entry.fileName);
        if (place === undefined) continue;
        await write(zip, entry, join(folder, place), signal);
        missing.delete(basename(place));
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (!isZipError(error)) throw error;
    throw notAWheel(wheel, messageOf(error), error);
  }
  if (missing.size > 0) throw notAWheel(wheel, `it lacks ${[...missing].join(' and ')}`);
}

async function write(
  zip: Awaited<ReturnType<typeof openPromise>>,
  entry: Entry,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const source = await zip.openReadStreamPromise(entry);
  await pipeline(source, createWriteStream(target), { signal });
}

/** Errors of the file system have a code, and are somebody else's to explain. */
function isZipError(error: unknown): boolean {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return name !== 'AbortError' && (typeof code !== 'string' || code.startsWith('Z_'));
}

function notAWheel(path: string, reason: string, cause?: unknown): ParticleError {
  return new ParticleError({
    code: 'artefact-invalid',
    summary: `the wheel cannot be unpacked: ${reason}`,
    path,
    cause,
  });
}
