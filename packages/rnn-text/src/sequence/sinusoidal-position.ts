import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import { add, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { steps, type Steps } from '../steps.ts';

/** Options of {@link sinusoidalPosition}. */
export interface SinusoidalPositionOptions<Name extends string = string> {
  /** The longest wave is this times 2 pi steps long; positive. Default 10000. */
  readonly maxWavelength?: number;
  /** Name in messages and paths. Default `'sinusoidalPosition'`. */
  readonly name?: Name;
}

/** Made by {@link sinusoidalPosition}. */
export interface SinusoidalPosition<Name extends string = string> extends Particle<
  Name,
  { readonly x: Steps<'features'> },
  { readonly y: Steps<'features'> },
  readonly []
> {}

/**
 * Adds to each step what tells its position, as attention knows no order: y[t, f] = x[t, f] + p[t, f],
 * where p[t, 2 i] = sin(t / maxWavelength^(2 i / features)) and p[t, 2 i + 1] = cos of the same. For
 * sequences of any length. KerasHub `SinePositionEncoding`.
 *
 * Input `x` and output `y`: float32 `[batch, time, features]`. An odd number of features ends with a sine.
 *
 * Source: Vaswani et al. 2017, section 3.5, https://arxiv.org/abs/1706.03762.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { embedding, sinusoidalPosition } from '@sora-particles/rnn-text';
 *
 * const placed = compose(embedding({ inputSize: 1000, units: 32 })).to(sinusoidalPosition());
 * ```
 */
export function sinusoidalPosition<const Name extends string = 'sinusoidalPosition'>(
  options?: SinusoidalPositionOptions<Name>,
): SinusoidalPosition<Name>;
export function sinusoidalPosition(options: SinusoidalPositionOptions = {}): SinusoidalPosition {
  checkOptions<SinusoidalPositionOptions>('sinusoidalPosition', options, {
    maxWavelength: optional(is.positive),
    name: optional(is.string),
  });
  const { maxWavelength = 10_000, name = 'sinusoidalPosition' } = options;
  return defineParticle({
    kind: 'rnn-text/sinusoidalPosition@1',
    name,
    config: { maxWavelength },
    input: { x: steps('features') },
    output: { y: steps('features') },
    flops: ['mul', 'batch', 'time', 'features'],
    run: (_context, { x }) => {
      const [, time = 0, features = 0] = x.shape;
      return { outputs: { y: add(x, waves(time, features, maxWavelength)) } };
    },
  });
}

/** `[1, time, features]`, computed in double precision. */
function waves(time: number, features: number, maxWavelength: number): Tensor {
  const values = new Float32Array(time * features);
  for (let feature = 0; feature < features; feature++) {
    const wave = feature % 2 === 0 ? Math.sin : Math.cos;
    const frequency = maxWavelength ** (-(feature - (feature % 2)) / features);
    for (let t = 0; t < time; t++) values[t * features + feature] = wave(t * frequency);
  }
  return tensor(values, [1, time, features]);
}

/** Registry entry of {@link sinusoidalPosition}. */
export const sinusoidalPositionKind = leafKind('rnn-text/sinusoidalPosition@1', sinusoidalPosition);
