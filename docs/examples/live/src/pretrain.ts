import { selectBackend } from '@sora-particles/backend';
import { disposeVariables, initialize } from '@sora-particles/combinator-core';
import { createLibrary } from '@sora-particles/model-library';
import { fileStore } from '@sora-particles/model-library/node';
import {
  accuracy,
  adam,
  evaluate,
  fit,
  sparseCategoricalCrossEntropy,
} from '@sora-particles/optimizer';
import { MODEL, readDrawing } from './digits.ts';
import { asDataset, readMnist } from './mnist.ts';

/** How many images the network of the page is trained on. */
const IMAGES = 12_000;

/**
 * Trains the network for one epoch and saves it to a library.
 *
 * @param folder - Where the library goes.
 * @returns Its accuracy on the 10,000 images for tests.
 */
export async function pretrain(folder: string): Promise<number> {
  const { engine } = await selectBackend({ prefer: ['wasm', 'cpu'] });
  const particle = readDrawing();
  const { variables } = await fit({
    particle,
    variables: initialize(particle, { seed: 1 }),
    data: asDataset(await readMnist('train', 0, IMAGES)),
    loss: sparseCategoricalCrossEntropy(),
    optimizer: adam(),
    epochs: 1,
    batchSize: 32,
    seed: 1,
    engine,
    donate: true,
  });
  const measured = await evaluate({
    particle,
    variables,
    data: asDataset(await readMnist('t10k', 0, 10_000)),
    loss: sparseCategoricalCrossEntropy(),
    metrics: [accuracy()],
    engine,
  });
  const found = Number(measured['accuracy']);
  await createLibrary(fileStore(folder)).save(MODEL, {
    particle,
    variables,
    card: {
      name: 'Drawn digits',
      description: `Trained for one epoch on ${IMAGES} images.`,
      license: 'Apache-2.0',
      intendedUse: 'To show how Sora Particles works in a browser. Not for reading cheques.',
      data: [`MNIST (LeCun, Cortes and Burges 1998): the first ${IMAGES} images`],
      metrics: { accuracy: found },
    },
  });
  disposeVariables(variables);
  engine.dispose();
  return found;
}
