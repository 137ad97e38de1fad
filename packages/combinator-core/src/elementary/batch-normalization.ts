import { add, moments, mul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { isInitializer } from '../initializers.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Initializer, Particle } from '../particle.ts';
import { normalize } from './normalize.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link batchNormalization}. */
export interface BatchNormalizationOptions<
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Share of the old moving averages that a step keeps, from 0 up to but without 1. Default 0.99. */
  readonly momentum?: number;
  /** Added to the variance; positive. Default 0.001. */
  readonly epsilon?: number;
  /** Whether to learn an offset `beta`. Default true. */
  readonly center?: boolean;
  /** Whether to learn a factor `gamma`. Default true. */
  readonly scale?: boolean;
  /** Default `'zeros'`. */
  readonly betaInitializer?: Initializer;
  /** Default `'ones'`. */
  readonly gammaInitializer?: Initializer;
}

/** Made by {@link batchNormalization}. */
export interface BatchNormalization<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...lead', 'channels']; readonly dtype: 'float32' } },
  {
    readonly y: {
      readonly shape: readonly ['...lead', 'channels'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: null;
      readonly meaning: null;
    };
  },
  readonly []
> {}

/**
 * Normalises each channel: y = gamma (x - mean) / sqrt(variance + epsilon) + beta. While training, mean
 * and (biased) variance are those of the batch, over all axes but the last, and the moving averages
 * follow them: moving = momentum moving + (1 - momentum) batch. Otherwise they are the moving averages,
 * so that each item is treated alone; the trait `batchable` speaks of that case. Inside `freeze` it
 * behaves as outside of training. PyTorch `BatchNorm` (whose momentum is 1 minus this one, and whose
 * moving variance is unbiased), Keras `BatchNormalization`.
 *
 * Input `x` and output `y`: float32 `[...lead, channels]`; layout passes through.
 *
 * Parameters: `gamma` `[channels]`, by default ones; `beta` `[channels]`, by default zeros. State:
 * `movingMean` `[channels]`, zeros; `movingVariance` `[channels]`, ones.
 *
 * Source: Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { batchNormalization } from '@sora-particles/combinator-core/elementary';
 *
 * const normalized = batchNormalization({ momentum: 0.9 });
 * ```
 */
export function batchNormalization<const Name extends string = 'batchNormalization'>(
  options: BatchNormalizationOptions<Name> = {},
): BatchNormalization<Name> {
  checkOptions('batchNormalization', options, {
    momentum: optional(is.fraction),
    epsilon: optional(is.positive),
    center: optional(is.boolean),
    scale: optional(is.boolean),
    betaInitializer: optional(isInitializer),
    gammaInitializer: optional(isInitializer),
    name: optional(is.string),
  });
  const {
    momentum = 0.99,
    epsilon = 0.001,
    center = true,
    scale = true,
    betaInitializer = 'zeros',
    gammaInitializer = 'ones',
    name = 'batchNormalization' as Name,
  } = options;
  return defineParticle({
    kind: 'combinator-core/batchNormalization@1',
    name,
    config: { momentum, epsilon, center, scale, betaInitializer, gammaInitializer },
    input: { x: { shape: ['...lead', 'channels'], dtype: 'float32' } },
    output: {
      y: {
        shape: ['...lead', 'channels'],
        dtype: 'float32',
        like: 'x',
        range: null,
        meaning: null,
      },
    },
    params: {
      ...(scale && { gamma: { shape: ['channels'], initializer: gammaInitializer } }),
      ...(center && { beta: { shape: ['channels'], initializer: betaInitializer } }),
    },
    state: {
      movingMean: { shape: ['channels'], initializer: 'zeros' },
      movingVariance: { shape: ['channels'], initializer: 'ones' },
    },
    flops: ['mul', 4, '...lead', 'channels'],
    run: ({ training }, { x }, { gamma, beta }, { movingMean, movingVariance }) => {
      // As a matrix: one reduction over its rows does for every rank.
      const rows = reshape(x, [-1, movingMean.size]);
      if (!training) {
        const y = normalize(rows, movingMean, movingVariance, { gamma, beta, epsilon });
        return { outputs: { y: reshape(y, x.shape) } };
      }
      const { mean, variance } = moments(rows, 0);
      const y = normalize(rows, mean, variance, { gamma, beta, epsilon });
      return {
        outputs: { y: reshape(y, x.shape) },
        state: {
          movingMean: average(movingMean, mean, momentum),
          movingVariance: average(movingVariance, variance, momentum),
        },
      };
    },
  });
}

function average(old: Tensor, current: Tensor, momentum: number): Tensor {
  return add(mul(old, momentum), mul(current, 1 - momentum));
}

/** Registry entry of {@link batchNormalization}. */
export const batchNormalizationKind = leafKind(
  'combinator-core/batchNormalization@1',
  batchNormalization,
);
