import { checkOptions, is } from '@sora-particles/combinator-core';
import { mul } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, NoState } from '../api.ts';
import { clipFactor } from '../internal/clip-factor.ts';
import { createFrom } from '../internal/create-from.ts';
import { mapRecord } from '../internal/records.ts';
import { globalNorm } from './global-norm.ts';

/** Options of {@link clipByNorm}. */
export interface ClipByNormOptions {
  /** The largest L2 norm of the update of one weight. No default; positive. */
  readonly maxNorm: number;
}

/**
 * Shortens the update of each weight to a largest L2 norm, and keeps its direction:
 * u' = u min(1, maxNorm / |u|). Keras `clipnorm`.
 *
 * An update that is not finite becomes NaN, so that it is noticed.
 *
 * State: none.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { chainTransforms, clipByNorm, sgd } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(clipByNorm({ maxNorm: 1 }), sgd());
 * ```
 */
export function clipByNorm(options: ClipByNormOptions): GradientTransform<NoState> {
  checkOptions('clipByNorm', options, { maxNorm: is.positive });
  const { maxNorm } = options;
  return {
    kind: 'optimizer/clipByNorm@1',
    config: { maxNorm },
    init: () => [],
    update: (updates, state) => ({
      updates: mapRecord(updates, (u, path) =>
        mul(u, clipFactor(globalNorm({ [path]: u }), maxNorm)),
      ),
      state,
    }),
  };
}

/** {@link clipByNorm} for `fromConfig`. */
export const clipByNormKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/clipByNorm@1',
  create: (config) => createFrom(clipByNorm, config),
};
