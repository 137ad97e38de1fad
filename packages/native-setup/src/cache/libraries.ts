import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import type { Machine } from '../machine.ts';
import { type Job, throwIfAborted } from '../options.ts';
import { inWords } from '../system/bytes.ts';
import { storing } from '../system/failure.ts';
import { obtainWheel } from '../wheel/obtain-wheel.ts';
import { unpackWheel } from '../wheel/unpack-wheel.ts';
import { isFinished, makeFolder } from './finished-folder.ts';

/** Where the unpacked libraries of a release are kept: by version and by the hash of the wheel. */
export function librariesFolder({ cache }: Pick<Job, 'cache'>, { release }: Machine): string {
  return join(cache, `${release.name}-${release.version}-${release.sha256.slice(0, 16)}`);
}

/**
 * The folder with the libraries and headers, from the cache where it is there.
 *
 * @throws ParticleError `tool-missing`, `download-failed`, `checksum-mismatch`, `artefact-invalid`,
 *   `store-failed`, `aborted`.
 */
export async function libraries(job: Job, machine: Machine): Promise<string> {
  const folder = librariesFolder(job, machine);
  if (await isFinished(folder)) {
    job.say(`using the libraries in ${folder}`);
    return folder;
  }
  const fill = () =>
    makeFolder(folder, async (temporary) => {
      await checkRoom(dirname(temporary), job, machine);
      // Inside of the temporary folder, so that it never outlives a set-up that was killed.
      const downloads = join(temporary, 'download');
      const wheel = await obtainWheel(downloads, job, machine);
      job.say(`unpacking the libraries into ${folder} (${inWords(machine.release.unpackedBytes)})`);
      await unpack(wheel, temporary, job);
      await rm(downloads, { recursive: true, force: true });
    });
  await storing(job.cache, fill, bytesNeeded(job, machine));
  return folder;
}

async function unpack(wheel: string, folder: string, job: Job): Promise<void> {
  try {
    await unpackWheel(wheel, folder, job.signal);
  } catch (error) {
    throwIfAborted(job);
    throw error;
  }
}

/** What the libraries take, and the wheel as long as they are unpacked. */
function bytesNeeded({ wheel }: Pick<Job, 'wheel'>, { release }: Machine): number {
  return release.unpackedBytes + (wheel === undefined ? release.bytes : 0);
}

async function checkRoom(folder: string, job: Job, machine: Machine): Promise<void> {
  const needed = bytesNeeded(job, machine);
  const free = await machine.freeBytes(folder);
  if (free >= needed) return;
  throw new ParticleError({
    code: 'store-failed',
    summary: 'there is not enough room on the disk of the cache',
    path: folder,
    expected: inWords(needed),
    found: inWords(free),
    remedy: 'make room on that disk, or choose another with --cache',
  });
}
