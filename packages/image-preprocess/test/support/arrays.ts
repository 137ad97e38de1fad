import fc from 'fast-check';
import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/** Images as arrays, for references written as plain loops. */
export interface Images {
  readonly shape: [count: number, height: number, width: number, channels: number];
  readonly values: number[];
}

/** Small batches of images with values in [0, 1]. */
export function imagesWithin(height: number, width: number): fc.Arbitrary<Images> {
  return fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: height }),
      fc.integer({ min: 1, max: width }),
      fc.integer({ min: 1, max: 3 }),
    )
    .chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const value = fc.integer({ min: 0, max: 1000 }).map((n) => Math.fround(n / 1000));
      return fc
        .array(value, { minLength: length, maxLength: length })
        .map((values) => ({ shape, values }));
    });
}

export function toTensor({ shape, values }: Images): Tensor {
  return tensor(values, shape, 'float32');
}

/** The images of a batch one by one, each without the batch axis. */
export function oneByOne({ shape, values }: Images): Tensor[] {
  const [count, ...single] = shape;
  const length = values.length / count;
  return Array.from({ length: count }, (_, n) =>
    tensor(values.slice(n * length, (n + 1) * length), single, 'float32'),
  );
}

/** A batch whose values are their own positions. */
export function counting(shape: Images['shape']): Images {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Array.from({ length }, (_, i) => i) };
}
