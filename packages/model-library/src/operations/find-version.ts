import { ParticleError } from '@sora-particles/combinator-core';
import {
  checkModelName,
  COMMIT,
  LAST_VERSION,
  versionFolder,
  versionOf,
  versionsFolder,
} from '../artefact/paths.ts';
import type { Store } from '../store/store.ts';

/** Numbers of all versions that were begun, in ascending order, whether complete or not. */
export async function allVersions(
  store: Store,
  name: string,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const folders = await store.list(versionsFolder(name), { signal });
  return folders
    .map(versionOf)
    .filter((version) => version !== undefined)
    .sort((a, b) => a - b);
}

/** Numbers of the versions that are complete, in ascending order. */
export async function completeVersions(
  store: Store,
  name: string,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const complete: number[] = [];
  for (const version of await allVersions(store, name, signal)) {
    if (await isComplete(store, name, version, signal)) complete.push(version);
  }
  return complete;
}

/**
 * The version that a caller means: the one named, or the latest that is complete.
 *
 * @throws ParticleError `name-invalid`, `option-invalid`, `store-not-found`, or
 *   `artefact-incomplete` for a version that was named and has no COMMIT.
 */
export async function findVersion(
  store: Store,
  name: string,
  version: number | undefined,
  signal?: AbortSignal,
): Promise<number> {
  checkModelName(name);
  const begun = await allVersions(store, name, signal);
  if (version === undefined) {
    for (const candidate of begun.toReversed()) {
      if (await isComplete(store, name, candidate, signal)) return candidate;
    }
    throw notFound(store, name, 'there is no complete version of this model');
  }
  checkVersion(version);
  if (!begun.includes(version)) {
    throw notFound(store, `${name}@${version}`, 'there is no such version of this model');
  }
  if (await isComplete(store, name, version, signal)) return version;
  throw new ParticleError({
    code: 'artefact-incomplete',
    summary: 'this version has no COMMIT: its save did not finish, or it was removed',
    path: versionFolder(name, version),
    remedy: 'load another version',
  });
}

function checkVersion(version: number): void {
  if (Number.isSafeInteger(version) && version >= 1 && version <= LAST_VERSION) return;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `'version' must be an integer from 1 to ${LAST_VERSION}`,
    path: 'version',
    found: String(version),
  });
}

async function isComplete(
  store: Store,
  name: string,
  version: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return (await store.list(versionFolder(name, version), { signal })).includes(COMMIT);
}

function notFound(store: Store, path: string, summary: string): ParticleError {
  return new ParticleError({
    code: 'store-not-found',
    summary,
    path,
    found: `store: ${store.name}`,
  });
}
