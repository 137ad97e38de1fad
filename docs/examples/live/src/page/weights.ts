import type { Variables } from '@sora-particles/combinator-core';
import { tensor } from '@tensorflow/tfjs-core';
import type { SentWeight } from './messages.ts';

/** Weights as plain numbers, to be sent. */
export function toSent(variables: Variables): Promise<SentWeight[]> {
  return Promise.all(
    Object.entries(variables).map(async ([path, { value }]) => ({
      path,
      shape: value.shape,
      // A copy: what a backend gives may be a view of its memory.
      values: Float32Array.from(await value.data()),
    })),
  );
}

/** The tensors of weights that were sent; the caller owns them. */
export function fromSent(weights: readonly SentWeight[]): Variables {
  return Object.fromEntries(
    weights.map(({ path, shape, values }) => [
      path,
      { value: tensor(values, [...shape]), trainable: true },
    ]),
  );
}
