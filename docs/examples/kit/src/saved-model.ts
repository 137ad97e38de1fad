import { resolve } from 'node:path';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import { UsageError } from './run-main.ts';

/** Where a saved model is. */
export interface SavedModel {
  readonly library: string;
  readonly name: string;
  readonly version: number;
}

/**
 * The newest version of a model in the library of an example.
 *
 * @throws UsageError where there is none yet.
 */
export async function savedModel(name: string, out: string): Promise<SavedModel> {
  const library = resolve(out, 'library');
  const version = (await createLibrary(fileStore(library)).versions(name)).at(-1);
  if (version === undefined) throw new UsageError('there is no saved model yet: train one first');
  return { library, name, version };
}
