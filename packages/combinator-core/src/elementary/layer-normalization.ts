import { moments } from '@tensorflow/tfjs-core';
import { defineParticle } from '../define-particle.ts';
import { isInitializer } from '../initializers.ts';
import { leafKind } from '../leaf-kind.ts';
import { checkOptions, is, optional } from '../options.ts';
import type { Initializer, Particle } from '../particle.ts';
import { normalize } from './normalize.ts';
import type { NamedOptions } from './named.ts';

/** Options of {@link layerNormalization}. */
export interface LayerNormalizationOptions<
  Name extends string = string,
> extends NamedOptions<Name> {
  /** Added to the variance; positive. Default 0.001 (PyTorch: 0.00001). */
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

/** Made by {@link layerNormalization}. */
export interface LayerNormalization<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly shape: readonly ['...lead', 'features']; readonly dtype: 'float32' } },
  {
    readonly y: {
      readonly shape: readonly ['...lead', 'features'];
      readonly dtype: 'float32';
      readonly like: 'x';
      readonly range: null;
      readonly meaning: null;
    };
  },
  readonly []
> {}

/**
 * Normalises each item over its last axis: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, with
 * the biased variance. The same in training and outside. PyTorch `LayerNorm`, Keras
 * `LayerNormalization`.
 *
 * Input `x` and output `y`: float32 `[...lead, features]`; layout passes through.
 *
 * Parameters: `gamma` `[features]`, by default ones; `beta` `[features]`, by default zeros.
 *
 * Source: Ba et al. 2016, https://arxiv.org/abs/1607.06450.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { layerNormalization } from '@sora-particles/combinator-core/elementary';
 *
 * const normalized = layerNormalization({ epsilon: 1e-5 });
 * ```
 */
export function layerNormalization<const Name extends string = 'layerNormalization'>(
  options: LayerNormalizationOptions<Name> = {},
): LayerNormalization<Name> {
  checkOptions('layerNormalization', options, {
    epsilon: optional(is.positive),
    center: optional(is.boolean),
    scale: optional(is.boolean),
    betaInitializer: optional(isInitializer),
    gammaInitializer: optional(isInitializer),
    name: optional(is.string),
  });
  const {
    epsilon = 0.001,
    center = true,
    scale = true,
    betaInitializer = 'zeros',
    gammaInitializer = 'ones',
    name = 'layerNormalization' as Name,
  } = options;
  return defineParticle({
    kind: 'combinator-core/layerNormalization@1',
    name,
    config: { epsilon, center, scale, betaInitializer, gammaInitializer },
    input: { x: { shape: ['...lead', 'features'], dtype: 'float32' } },
    output: {
      y: {
        shape: ['...lead', 'features'],
        dtype: 'float32',
        like: 'x',
        range: null,
        meaning: null,
      },
    },
    params: {
      ...(scale && { gamma: { shape: ['features'], initializer: gammaInitializer } }),
      ...(center && { beta: { shape: ['features'], initializer: betaInitializer } }),
    },
    flops: ['mul', 8, '...lead', 'features'],
    run: (_context, { x }, { gamma, beta }) => {
      const { mean, variance } = moments(x, -1, true);
      return { outputs: { y: normalize(x, mean, variance, { gamma, beta, epsilon }) } };
    },
  });
}

/** Registry entry of {@link layerNormalization}. */
export const layerNormalizationKind = leafKind(
  'combinator-core/layerNormalization@1',
  layerNormalization,
);
