import {
  createContext,
  isParticleError,
  type AnyParticle,
  type Value,
} from '@sora-particles/combinator-core';
import { memory, tidy, type Tensor } from '@tensorflow/tfjs-core';

/** Values and shape of a tensor, on the host. */
// A type and not an interface: tidy() takes only what has an implicit index signature.
export type Values = {
  readonly shape: number[];
  readonly values: number[];
};

/** Runs a particle with one input and one output, and frees everything. */
export function run(
  particle: AnyParticle,
  x: Value | (() => Value),
  options: { training?: boolean; seed?: number } = {},
): Values {
  return tidy(() => {
    const input = typeof x === 'function' ? x() : x;
    const result = particle.run(createContext(options), { x: input }, {}, {});
    if (result instanceof Promise) throw new Error('the particle is asynchronous');
    return read(result.outputs.y as Tensor);
  });
}

export function read(tensor: Tensor): Values {
  return { shape: tensor.shape, values: Array.from(tensor.dataSync()) };
}

/** The largest difference between two lists of the same length. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))),
    0,
  );
}

/** The error that `act` throws, which must be a ParticleError; and no tensor is left behind. */
export function failure(act: () => unknown) {
  const before = memory().numTensors;
  try {
    act();
  } catch (error) {
    if (!isParticleError(error)) throw error;
    expect(memory().numTensors).toBe(before);
    return error;
  }
  throw new Error('nothing was thrown');
}
