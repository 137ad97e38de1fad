import '@tensorflow/tfjs-backend-cpu';
import {
  type AnyParticle,
  chain,
  combinatorKinds,
  createRegistry,
  freeze,
  initialize,
  rename,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  batchNormalization,
  dense,
  elementaryKinds,
  input,
  relu,
} from '@sora-particles/combinator-core/elementary';

/** Knows every kind of the core. */
export const registry = createRegistry([...combinatorKinds, ...elementaryKinds]);

/** A small model with all that a manifest can tell: trainable and frozen weights, state, names. */
export function smallModel(seed = 1): { particle: AnyParticle; variables: Variables } {
  const particle = chain([
    input({ shape: ['batch', 4], dtype: 'float32' }),
    freeze(rename('backbone', chain([dense({ units: 3 }), relu()]))),
    batchNormalization(),
    dense({ units: 2, meaning: 'logits', name: 'logits' }),
  ]);
  return { particle, variables: initialize(particle, { seed }) };
}

/** The numbers of variables, to compare. */
export function numbersOf(variables: Variables): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(variables).map(([path, { value, trainable }]) => [
      path,
      { dtype: value.dtype, shape: value.shape, trainable, data: [...value.dataSync()] },
    ]),
  );
}
