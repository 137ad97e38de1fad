import { checkOptions, is } from '@sora-particles/combinator-core';
import { mul } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, NoState } from '../api.ts';
import { clipFactor } from '../internal/clip-factor.ts';
import { createFrom } from '../internal/create-from.ts';
import { mapRecord } from '../internal/records.ts';
import { globalNorm } from './global-norm.ts';

/** Options of {@link clipByGlobalNorm}. */
export interface ClipByGlobalNormOptions {
  /** The largest L2 norm of all updates taken together. No default; positive. */
  readonly maxNorm: number;
}

/**
 * Shortens all updates together to a largest L2 norm, and keeps their direction:
 * u' = u min(1, maxNorm / |all updates|). Keras `global_clipnorm`, optax `clip_by_global_norm`.
 *
 * Updates that are not finite become NaN throughout, so that they are noticed.
 *
 * State: none.
 *
 * Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks"
 * (2013), https://arxiv.org/abs/1211.5063.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { adam, chainTransforms, clipByGlobalNorm } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(clipByGlobalNorm({ maxNorm: 1 }), adam());
 * ```
 */
export function clipByGlobalNorm(options: ClipByGlobalNormOptions): GradientTransform<NoState> {
  checkOptions('clipByGlobalNorm', options, { maxNorm: is.positive });
  const { maxNorm } = options;
  return {
    kind: 'optimizer/clipByGlobalNorm@1',
    config: { maxNorm },
    init: () => [],
    update: (updates, state) => {
      const factor = clipFactor(globalNorm(updates), maxNorm);
      return { updates: mapRecord(updates, (update) => mul(update, factor)), state };
    },
  };
}

/** {@link clipByGlobalNorm} for `fromConfig`. */
export const clipByGlobalNormKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/clipByGlobalNorm@1',
  create: (config) => createFrom(clipByGlobalNorm, config),
};
