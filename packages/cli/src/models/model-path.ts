import { basename, dirname, resolve } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';

/** A model in a library, and a version of it. */
export interface ModelPath {
  /** Folder of the library. */
  readonly library: string;
  readonly name: string;
  /** Undefined for the latest. */
  readonly version: number | undefined;
}

/**
 * What `models/digits` or `models/digits@3` means: a model is a folder of its library, and a number after
 * it tells the version.
 *
 * @throws ParticleError `name-invalid`.
 */
export function modelPath(given: string, folder: string): ModelPath {
  const [, path = given, version] = /^(.*?)(?:@(\d{1,8}))?$/s.exec(given) ?? [];
  const at = resolve(folder, path);
  const name = basename(at);
  if (name === '') {
    throw new ParticleError({
      code: 'name-invalid',
      summary: 'this is not the folder of a model',
      path: given,
      expected: 'the folder of a model in its library, e.g. models/digits or models/digits@2',
    });
  }
  return {
    library: dirname(at),
    name,
    version: version === undefined ? undefined : Number(version),
  };
}
