import { checkModelName, isModelName } from './artefact/paths.ts';
import { currentTime } from './clock.ts';
import { describe, type DescribeOptions, type ModelDescription } from './operations/describe.ts';
import { completeVersions } from './operations/find-version.ts';
import { load, type LoadedModel, type LoadOptions } from './operations/load.ts';
import { remove, type RemoveOptions } from './operations/remove.ts';
import { save, type SaveOptions } from './operations/save.ts';
import { verify, type VerifyOptions, type VersionReport } from './operations/verify.ts';
import type { Store } from './store/store.ts';

/** Versions of models in a store. Operations of several libraries on one store may run side by side. */
export interface Library {
  /**
   * Saves particle and variables as the next version of a model. When this resolves, the version
   * survives a crash and a power cut; before, no version of that number is to be seen. Files that an
   * earlier version shares are not written again.
   *
   * @returns The number of the version.
   * @throws ParticleError before anything is written: `name-invalid`, `option-unknown`,
   *   `option-invalid`, `variable-missing`, `variable-unexpected`, `variable-invalid`,
   *   `value-not-finite`, `artefact-too-large`; then `store-busy`, `store-failed`, `aborted`.
   */
  save(name: string, options: SaveOptions): Promise<number>;
  /**
   * Loads a version: checks that COMMIT vouches for the manifest, reads it strictly, makes the particle
   * from the kinds in the registry, proves that it promises what the saved one did and that the tensors
   * are those that it needs, and only then reads the weights, checking size, hash, layout and values of
   * each file. On any failure nothing stays allocated.
   *
   * @throws ParticleError `store-not-found`, `artefact-incomplete`, `artefact-corrupted`,
   *   `artefact-invalid`, `artefact-too-new`, `artefact-too-large`, `kind-unknown`, `contract-invalid`,
   *   `value-not-finite`, `aborted`, and those of the particles' factories.
   */
  load(name: string, options: LoadOptions): Promise<LoadedModel>;
  /** Names of the models of which a version is complete, sorted. */
  list(): Promise<readonly string[]>;
  /** Numbers of the complete versions of a model, in ascending order; none for a model that is not there. */
  versions(name: string): Promise<readonly number[]>;
  /** Card, tensors and packages of a version (default: the latest), without reading its weights. */
  describe(name: string, options?: DescribeOptions): Promise<ModelDescription>;
  /** Reads versions in full (default: all), as loading does, and reports which are intact. */
  verify(name: string, options?: VerifyOptions): Promise<readonly VersionReport[]>;
  /**
   * Removes a version and the files that no other needs, or (default) the whole model. The number of a
   * removed version is not used again.
   *
   * @throws ParticleError `store-not-found`, `artefact-incomplete`, `store-busy`, `store-failed`.
   */
  remove(name: string, options?: RemoveOptions): Promise<void>;
}

/** What {@link createLibrary} takes besides the store. */
export interface LibraryOptions {
  /** Gives the default of a card's `createdAt`, in UTC. Default: the clock. */
  readonly now?: () => string;
}

/**
 * Makes a library: versions of models, kept in a store.
 *
 * @param store - `memoryStore()`, `fileStore(path)` of `@sora-particles/model-library/node`, or another.
 *
 * @example
 * ```ts
 * import { combinatorKinds, compose, createRegistry, initialize } from '@sora-particles/combinator-core';
 * import { dense, elementaryKinds, input } from '@sora-particles/combinator-core/elementary';
 * import { createLibrary, memoryStore } from '@sora-particles/model-library';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const particle = compose(input({ shape: ['batch', 4], dtype: 'float32' })).to(dense({ units: 3 }));
 * const variables = initialize(particle, { seed: 1 });
 *
 * const library = createLibrary(memoryStore());
 * const version = await library.save('iris', { particle, variables });
 *
 * const registry = createRegistry([...combinatorKinds, ...elementaryKinds]);
 * const loaded = await library.load('iris', { registry });
 * console.log(loaded.version === version); // true
 * ```
 */
export function createLibrary(store: Store, { now = currentTime }: LibraryOptions = {}): Library {
  const versions = async (name: string): Promise<readonly number[]> => {
    checkModelName(name);
    return completeVersions(store, name);
  };
  return {
    save: (name, options) => save(store, name, options, now),
    load: (name, options) => load(store, name, options),
    async list() {
      const names: string[] = [];
      for (const name of (await store.list('')).filter(isModelName)) {
        if ((await versions(name)).length > 0) names.push(name);
      }
      return names;
    },
    versions,
    describe: (name, options) => describe(store, name, options),
    verify: (name, options) => verify(store, name, options),
    remove: (name, options) => remove(store, name, options),
  };
}
