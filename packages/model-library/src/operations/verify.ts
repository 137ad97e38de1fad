import {
  checkOptions,
  is,
  isParticleError,
  optional,
  type ParticleError,
  type Registry,
} from '@sora-particles/combinator-core';
import { checkModelName } from '../artefact/paths.ts';
import { proveManifest } from '../artefact/prove.ts';
import type { Store } from '../store/store.ts';
import { allVersions, findVersion } from './find-version.ts';
import { isRegistry, isSignal } from './option-checks.ts';
import { readManifest } from './read-manifest.ts';
import { readWeights } from './read-weights.ts';

/** What {@link Library.verify} takes. */
export interface VerifyOptions {
  /** Number of the version. Default: all that were begun. */
  readonly version?: number | undefined;
  /** Kinds to prove the particle with, as loading does. Default: the particle is not looked at. */
  readonly registry?: Registry | undefined;
  /** Gives the operation up: it rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link Library.verify} found out about a version. */
export interface VersionReport {
  readonly version: number;
  /** `incomplete`: without COMMIT, because its save did not finish or it was removed. */
  readonly status: 'intact' | 'incomplete' | 'broken';
  /** Why it is not intact. */
  readonly error?: ParticleError;
}

/** Reads versions in full and reports on them; see {@link Library.verify}. */
export async function verify(
  store: Store,
  name: string,
  options: VerifyOptions = {},
): Promise<readonly VersionReport[]> {
  checkModelName(name);
  checkOptions<VerifyOptions>('verify', options, {
    version: optional(is.positiveInteger),
    registry: optional(isRegistry),
    signal: optional(isSignal),
  });
  const { version, signal } = options;
  const wanted = version === undefined ? await allVersions(store, name, signal) : [version];
  const reports: VersionReport[] = [];
  for (const each of wanted) reports.push(await report(store, name, each, options));
  return reports;
}

async function report(
  store: Store,
  name: string,
  version: number,
  { registry, signal }: VerifyOptions,
): Promise<VersionReport> {
  try {
    await findVersion(store, name, version, signal);
    const manifest = await readManifest(store, name, version, signal);
    if (registry) proveManifest(manifest, registry);
    for (const file of manifest.files) await readWeights(store, name, file, manifest, signal);
    return { version, status: 'intact' };
  } catch (error) {
    if (!isParticleError(error) || isParticleError(error, 'aborted')) throw error;
    const incomplete = isParticleError(error, 'artefact-incomplete');
    return { version, status: incomplete ? 'incomplete' : 'broken', error };
  }
}
