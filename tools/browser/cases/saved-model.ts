import {
  combinatorKinds,
  compose,
  createModel,
  createRegistry,
  disposeVariables,
  initialize,
  perItem,
} from '@sora-particles/combinator-core';
import { elementaryKinds, rescale } from '@sora-particles/combinator-core/elementary';
import { convRecognizerKinds } from '@sora-particles/conv-recognizer';
import { decodeImage, imagePreprocessKinds, resize } from '@sora-particles/image-preprocess';
import { createLibrary, memoryStore, type Store } from '@sora-particles/model-library';
import type { BackendName } from '../backends.ts';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { Case } from '../case.ts';
import { jpegFiles, pngFiles } from '../images.ts';
import { findQuarter } from '../quarters.ts';

/** A model that was saved in Node answers alike in a page, and is saved there to the same bytes. */
export const savedModelCases: readonly Case[] = [
  loading('cpu'),
  loading('wasm'),
  { name: 'saving a model', backend: 'cpu', run: saved },
];

const NAME = 'quarters';

/** The whole way from image files to labels. */
function readQuarter() {
  const decode = compose(decodeImage({ channels: 1 })).to(resize({ size: [8, 8] }));
  return compose(perItem(decode, { name: 'decode' }))
    .to(rescale({ from: [0, 255], to: [0, 1] }))
    .to(findQuarter());
}

/** The files of a library with the model. */
async function saved(): Promise<Readonly<Record<string, string>>> {
  const particle = readQuarter();
  const variables = initialize(particle, { seed: 6 });
  const store = memoryStore();
  const library = createLibrary(store, { now: () => '2026-01-01T00:00:00.000Z' });
  await library.save(NAME, { particle, variables });
  disposeVariables(variables);
  return filesUnder(store, '');
}

async function filesUnder(store: Store, folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await store.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const inside = await filesUnder(store, path);
    if (Object.keys(inside).length === 0) found[path] = await contentOf(store, path);
    else Object.assign(found, inside);
  }
  return found;
}

async function contentOf(store: Store, path: string): Promise<string> {
  const bytes: number[] = [];
  for await (const piece of store.read(path)) bytes.push(...piece);
  return toBase64(Uint8Array.from(bytes));
}

function loading(backend: BackendName): Case {
  return {
    name: `loading a model that Node saved on ${backend}`,
    backend,
    reference: 'cpu',
    tolerance: 1e-6,
    prepare: saved,
    run: async (given) => {
      const store = memoryStore();
      for (const [path, content] of Object.entries(given as Record<string, string>)) {
        await store.write(path, fromBase64(content));
      }
      const library = createLibrary(store);
      const registry = createRegistry([
        ...combinatorKinds,
        ...elementaryKinds,
        ...convRecognizerKinds,
        ...imagePreprocessKinds,
      ]);
      const { particle, variables, card } = await library.load(NAME, { registry });
      const model = createModel(particle, variables);
      const files = [...pngFiles, ...jpegFiles].map(({ file }) => fromBase64(file));
      const answers = await model.predict(files);
      model.dispose();
      return { card, intact: await library.verify(NAME), answers };
    },
  };
}
