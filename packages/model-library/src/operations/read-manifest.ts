import { ParticleError } from '@sora-particles/combinator-core';
import type { Manifest } from '../artefact/manifest.ts';
import { parseManifest } from '../artefact/parse-manifest.ts';
import { COMMIT, MANIFEST, versionFolder } from '../artefact/paths.ts';
import { hashOf } from '../hash.ts';
import { MANIFEST_LIMITS } from '../json/limits.ts';
import type { Store } from '../store/store.ts';
import { readWhole } from './read-file.ts';

/** Hexadecimal digits of a SHA-256. */
const DIGITS = 64;

/**
 * The manifest of a version, if COMMIT vouches for it.
 *
 * @throws ParticleError `artefact-corrupted`, those of `parseManifest` and of the store.
 */
export async function readManifest(
  store: Store,
  name: string,
  version: number,
  signal?: AbortSignal,
): Promise<Manifest> {
  const folder = versionFolder(name, version);
  const commit = await readWhole(store, `${folder}/${COMMIT}`, DIGITS, signal);
  const path = `${folder}/${MANIFEST}`;
  const bytes = await readWhole(store, path, MANIFEST_LIMITS.maxBytes, signal);
  const found = hashOf(bytes);
  if (!sameBytes(commit, new TextEncoder().encode(found))) {
    throw new ParticleError({
      code: 'artefact-corrupted',
      summary: 'the manifest is not the one that was committed',
      path,
      expected: `the SHA-256 that ${COMMIT} holds`,
      found,
    });
  }
  return parseManifest(bytes, path);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
