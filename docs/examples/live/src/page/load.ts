import { createLibrary, memoryStore, type LoadedModel } from '@sora-particles/model-library';
import { liveRegistry, MODEL } from '../digits.ts';
import { fetchBytes } from './fetch-bytes.ts';

/**
 * Loads the trained network: its files are fetched into a store in memory, and the library checks them
 * as it does those on a disk.
 */
export async function loadModel(): Promise<LoadedModel> {
  const store = memoryStore();
  const paths = JSON.parse(new TextDecoder().decode(await fetchBytes('model.json'))) as string[];
  for (const path of paths) await store.write(path, await fetchBytes(`model/${path}`));
  return createLibrary(store).load(MODEL, { registry: liveRegistry() });
}
