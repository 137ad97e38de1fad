import { checkOptions, is, isParticleError, optional } from '@sora-particles/combinator-core';
import {
  checkModelName,
  COMMIT,
  objectPath,
  objectsFolder,
  versionFolder,
} from '../artefact/paths.ts';
import type { Store } from '../store/store.ts';
import { completeVersions, findVersion } from './find-version.ts';
import { readManifest } from './read-manifest.ts';
import { withLock } from './with-lock.ts';

/** What {@link Library.remove} takes. */
export interface RemoveOptions {
  /** Number of the version. Default: the whole model. */
  readonly version?: number | undefined;
}

/** Removes a version or a model; see {@link Library.remove}. */
export async function remove(
  store: Store,
  name: string,
  options: RemoveOptions = {},
): Promise<void> {
  checkModelName(name);
  // A misspelt version must not remove the whole model.
  checkOptions<RemoveOptions>('remove', options, { version: optional(is.positiveInteger) });
  const { version } = options;
  await withLock(store, name, async () => {
    if (version === undefined) return store.remove(name);
    await findVersion(store, name, version);
    // The manifest stays behind: so the number is not used again.
    await store.remove(`${versionFolder(name, version)}/${COMMIT}`);
    await removeUnused(store, name);
  });
}

/** Removes the files that no complete version needs; none while a version cannot be read. */
async function removeUnused(store: Store, name: string): Promise<void> {
  const used = new Set<string>();
  try {
    for (const version of await completeVersions(store, name)) {
      const { files } = await readManifest(store, name, version);
      for (const { sha256 } of files) used.add(objectPath(name, sha256));
    }
  } catch (error) {
    if (isParticleError(error)) return;
    throw error;
  }
  for (const file of await store.list(objectsFolder(name))) {
    const path = `${objectsFolder(name)}/${file}`;
    if (!used.has(path)) await store.remove(path);
  }
}
