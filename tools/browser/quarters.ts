import { compose, createRandom } from '@sora-particles/combinator-core';
import {
  batchNormalization,
  decodeLabels,
  dense,
  dropout,
  flatten,
  input,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import { conv2d, maxPool2d } from '@sora-particles/conv-recognizer';

const SIDE = 8;

/** Names of the quarters of an image. */
export const QUARTERS = ['north-west', 'north-east', 'south-west', 'south-east'] as const;

/** A small network with all that training treats in its own way: convolution, statistics, dropout. */
export function findQuarter() {
  return compose(
    input({
      shape: ['batch', SIDE, SIDE, 1],
      dtype: 'float32',
      range: [0, 1],
      layout: 'NHWC',
      meaning: 'image/grayscale',
    }),
  )
    .to(conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }))
    .to(batchNormalization())
    .to(maxPool2d())
    .to(flatten())
    .to(dropout(0.1))
    .to(dense({ units: QUARTERS.length, meaning: 'logits' }))
    .to(softmax())
    .to(decodeLabels({ labels: QUARTERS }));
}

/** Dim noise with one quarter that is brighter, and which one it is. */
export function quarters(count: number) {
  const random = createRandom(9);
  const y = Array.from({ length: count }, () => random.integer(QUARTERS.length));
  const values = Float32Array.from({ length: count * SIDE * SIDE }, (_, at) => {
    const [row, column] = [Math.floor(at / SIDE) % SIDE, at % SIDE];
    const quarter = 2 * Number(row >= SIDE / 2) + Number(column >= SIDE / 2);
    const isBright = quarter === y[Math.floor(at / SIDE / SIDE)];
    return random.next() * (isBright ? 1 : 0.5);
  });
  return { x: { values, shape: [count, SIDE, SIDE, 1] }, y };
}
