import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  ParticleError,
  type Initializer,
  type Particle,
} from '@sora-particles/combinator-core';
import { add, expandDims, slice } from '@tensorflow/tfjs-core';
import { steps, type Steps } from '../steps.ts';

/** Options of {@link learnedPosition}. */
export interface LearnedPositionOptions<Name extends string = string> {
  /** The most steps that a sequence may have; a positive integer. */
  readonly maxLength: number;
  /** First values of the table. Default `'glorotUniform'`. */
  readonly embeddingsInitializer?: Initializer;
  /** Name in messages and paths. Default `'learnedPosition'`. */
  readonly name?: Name;
}

/** Made by {@link learnedPosition}. */
export interface LearnedPosition<Name extends string = string> extends Particle<
  Name,
  { readonly x: Steps<'features'> },
  { readonly y: Steps<'features'> },
  readonly []
> {}

/**
 * Adds to each step a vector for its position, which is learned: y[t] = x[t] + embeddings[t]. KerasHub
 * `PositionEmbedding`.
 *
 * Input `x` and output `y`: float32 `[batch, time, features]`.
 *
 * Parameters: `embeddings` `[maxLength, features]`, by default Glorot uniform.
 *
 * Source: Gehring et al. 2017, https://arxiv.org/abs/1705.03122.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at the
 *   call `dimension-invalid` for more than `maxLength` steps.
 *
 * @example
 * ```ts
 * import { learnedPosition } from '@sora-particles/rnn-text';
 *
 * const placed = learnedPosition({ maxLength: 512 });
 * console.log(placed.params['embeddings']?.shape); // [ 512, 'features' ]
 * ```
 */
export function learnedPosition<const Name extends string = 'learnedPosition'>(
  options: LearnedPositionOptions<Name>,
): LearnedPosition<Name>;
export function learnedPosition(options: LearnedPositionOptions): LearnedPosition {
  checkOptions<LearnedPositionOptions>('learnedPosition', options, {
    maxLength: is.positiveInteger,
    embeddingsInitializer: optional(isInitializer),
    name: optional(is.string),
  });
  const { maxLength, embeddingsInitializer = 'glorotUniform', name = 'learnedPosition' } = options;
  return defineParticle({
    kind: 'rnn-text/learnedPosition@1',
    name,
    config: { maxLength, embeddingsInitializer },
    input: { x: steps('features') },
    output: { y: steps('features') },
    params: {
      embeddings: { shape: [maxLength, 'features'], initializer: embeddingsInitializer },
    },
    flops: ['mul', 'batch', 'time', 'features'],
    run: (_context, { x }, { embeddings }) => {
      const [, time = 0, features = 0] = x.shape;
      if (time > maxLength) throw tooLong(name, time, maxLength);
      const places = slice(embeddings, [0, 0], [time, features]);
      return { outputs: { y: add(x, expandDims(places, 0)) } };
    },
  });
}

function tooLong(name: string, time: number, maxLength: number): ParticleError {
  return new ParticleError({
    code: 'dimension-invalid',
    summary: `the sequence is longer than the positions that there are`,
    path: `${name}.x`,
    expected: `at most ${String(maxLength)} steps`,
    found: String(time),
    remedy: 'cut texts when they are tokenised, or train with a larger maxLength',
  });
}

/** Registry entry of {@link learnedPosition}. */
export const learnedPositionKind = leafKind('rnn-text/learnedPosition@1', learnedPosition);
