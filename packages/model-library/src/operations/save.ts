import {
  type AnyParticle,
  checkOptions,
  is,
  optional,
  ParticleError,
  toManifest,
  type Variables,
} from '@sora-particles/combinator-core';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { checkAborted } from '../abort.ts';
import { type CardOptions, completeCard, type ModelCard } from '../artefact/card.ts';
import { contractHash } from '../artefact/contract-hash.ts';
import { FORMAT, FORMAT_VERSION, type Manifest } from '../artefact/manifest.ts';
import { parseManifest } from '../artefact/parse-manifest.ts';
import {
  checkModelName,
  COMMIT,
  LAST_VERSION,
  MANIFEST,
  objectPath,
  versionFolder,
} from '../artefact/paths.ts';
import { hashOf } from '../hash.ts';
import type { Store } from '../store/store.ts';
import { allVersions } from './find-version.ts';
import { isParticle, isSignal, isTexts, isVariables } from './option-checks.ts';
import { pack, type Packed } from './pack.ts';
import { withLock } from './with-lock.ts';

/** What {@link Library.save} takes. */
export interface SaveOptions {
  /** What to save; only its description, never code. */
  readonly particle: AnyParticle;
  /** Its weights and state, which stay the caller's. */
  readonly variables: Variables;
  /** What a person should know before using the model. Default: the name, and the time of saving. */
  readonly card?: CardOptions | undefined;
  /** Versions of the packages that made it, by name. TensorFlow.js' own is always added. */
  readonly packages?: Readonly<Record<string, string>> | undefined;
  /** Gives the operation up: it rejects with `aborted`, and no version appears. */
  readonly signal?: AbortSignal | undefined;
}

/** Saves a version; see {@link Library.save}. */
export async function save(
  store: Store,
  name: string,
  options: SaveOptions,
  now: () => string,
): Promise<number> {
  checkOptions<SaveOptions>('save', options, {
    particle: isParticle,
    variables: isVariables,
    card: optional(is.anything),
    packages: optional(isTexts),
    signal: optional(isSignal),
  });
  const { particle, variables, signal } = options;
  checkModelName(name);
  checkAborted(signal);
  const card = completeCard(options.card ?? {}, name, now);
  const packed = await pack(particle, variables, signal);
  const manifest = writeManifest(particle, card, packed, options.packages ?? {});
  return withLock(store, name, async () => {
    const version = ((await allVersions(store, name, signal)).at(-1) ?? 0) + 1;
    if (version > LAST_VERSION) {
      throw new ParticleError({ code: 'store-failed', summary: 'no number is left', path: name });
    }
    for (const { sha256, content } of packed.files) {
      await store.write(objectPath(name, sha256), content, { signal });
    }
    const files = {
      [MANIFEST]: manifest,
      [COMMIT]: new TextEncoder().encode(hashOf(manifest)),
    };
    await store.writeFolder(versionFolder(name, version), files, { signal });
    return version;
  });
}

function writeManifest(
  particle: AnyParticle,
  card: ModelCard,
  packed: Packed,
  packages: Readonly<Record<string, string>>,
): Uint8Array {
  const versions = { ...packages, '@tensorflow/tfjs-core': tfjsVersion };
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    requiredFeatures: [],
    card,
    particle: toManifest(particle),
    contract: contractHash(particle),
    packages: Object.entries(versions).map(([name, version]) => ({ name, version })),
    tensors: packed.tensors,
    files: packed.files.map(({ sha256, bytes }) => ({ sha256, bytes })),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest, undefined, 1));
  // Whatever could not be read again is refused now.
  parseManifest(bytes, MANIFEST);
  return bytes;
}
