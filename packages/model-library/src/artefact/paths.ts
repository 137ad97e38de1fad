import { ParticleError } from '@sora-particles/combinator-core';
import { isSegment } from '../store/path.ts';

/** What a model may be called: the same on file systems that tell capitals apart and on others. */
const MODEL = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const VERSION = /^\d{8}$/;

/** The highest number of a version. */
export const LAST_VERSION = 99_999_999;

/**
 * Refuses what cannot be the name of a model.
 *
 * @throws ParticleError `name-invalid`.
 */
export function checkModelName(name: unknown): asserts name is string {
  if (isModelName(name)) return;
  throw new ParticleError({
    code: 'name-invalid',
    summary: `'${String(name).slice(0, 80)}' cannot be the name of a model`,
    expected:
      'up to 64 lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit',
  });
}

/** Whether a model may be called this. */
export function isModelName(name: unknown): name is string {
  return typeof name === 'string' && MODEL.test(name) && isSegment(name);
}

/** The number that a folder of a version is called after, if it is one. */
export function versionOf(folder: string): number | undefined {
  return VERSION.test(folder) && Number(folder) > 0 ? Number(folder) : undefined;
}

/** The folder that holds the versions of a model. */
export function versionsFolder(name: string): string {
  return `${name}/versions`;
}

/** The folder of one version. */
export function versionFolder(name: string, version: number): string {
  return `${versionsFolder(name)}/${String(version).padStart(8, '0')}`;
}

/** The folder that holds the weights of all versions of a model. */
export function objectsFolder(name: string): string {
  return `${name}/objects`;
}

/** The file of weights with this SHA-256. */
export function objectPath(name: string, sha256: string): string {
  return `${objectsFolder(name)}/${sha256}.safetensors`;
}

/** Name of the file that describes a version. */
export const MANIFEST = 'manifest.json';

/** Name of the file whose presence completes a version: the SHA-256 of the manifest. */
export const COMMIT = 'COMMIT';
