import { createLibrary, type LoadedModel } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { readCatalogue } from '../metadata/catalogue.ts';
import { lazyRegistry } from '../metadata/load-kinds.ts';
import { modelPath } from './model-path.ts';

/** A model that was loaded, with what its training noted on its card. */
export interface OpenedModel extends LoadedModel {
  readonly name: string;
  /** The packages that were loaded for it: those that make a kind that it names. */
  readonly loaded: readonly string[];
}

/**
 * Loads a model. The packages that make its kinds are loaded from what is installed, and no others; the
 * model names kinds, never code.
 *
 * @param given - E.g. `models/digits` or `models/digits@2`.
 * @param folder - Folder in which packages are looked for.
 * @throws ParticleError as `Library.load`, and `kind-unknown`, `kind-duplicate`.
 */
export async function openModel(
  given: string,
  folder: string,
  signal: AbortSignal,
): Promise<OpenedModel> {
  const { library, name, version } = modelPath(given, folder);
  const registry = lazyRegistry(await readCatalogue(folder));
  const model = await createLibrary(fileStore(library)).load(name, { registry, version, signal });
  return { ...model, name, loaded: registry.loaded() };
}
