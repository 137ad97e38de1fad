import { createRandom } from '@sora-particles/combinator-core';
import { asDataset, loadDigits } from '../../../docs/examples/mnist/src/data.ts';
import type { Numbers } from './problem.ts';
import { VOCABULARY } from './recurrent.ts';

/** Inputs and one-hot targets. */
export interface Examples {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** The first images of MNIST, from 0 to 1, in their order. */
export async function digitExamples(count: number): Promise<Examples> {
  const { x, y } = asDataset((await loadDigits(count)).train);
  return {
    x: { values: Float32Array.from(x.values, (ink) => ink / 255), shape: x.shape },
    y: { values: Float32Array.from(y.values), shape: y.shape },
  };
}

/** Noise over a picture of its own for each of 10 classes: can be learned, as real images can. */
export function pictureExamples(count: number): Examples {
  const shape = [32, 32, 3];
  const size = 32 * 32 * 3;
  const random = createRandom(1);
  const pictures = Array.from({ length: 10 * size }, () => random.next());
  const x = new Float32Array(count * size);
  const labels = Array.from({ length: count }, (_, example) => {
    const label = random.integer(10);
    for (let i = 0; i < size; i++) {
      x[example * size + i] = 0.3 * (pictures[label * size + i] ?? 0) + 0.7 * random.next();
    }
    return label;
  });
  return { x: { values: x, shape: [count, ...shape] }, y: oneHot(labels, 10) };
}

/** Sentences of 40 words, some of which are more frequent in one of two kinds. */
export function sentenceExamples(count: number): Examples {
  const words = 40;
  const random = createRandom(2);
  const x = new Int32Array(count * words);
  const labels = Array.from({ length: count }, (_, example) => {
    const label = random.integer(2);
    for (let i = 0; i < words; i++) {
      const half = random.next() < 0.7 ? label : 1 - label;
      x[example * words + i] = half * (VOCABULARY / 2) + random.integer(VOCABULARY / 2);
    }
    return label;
  });
  return { x: { values: x, shape: [count, words] }, y: oneHot(labels, 2) };
}

function oneHot(labels: readonly number[], classes: number): Numbers {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, example) => (values[example * classes + label] = 1));
  return { values, shape: [labels.length, classes] };
}
