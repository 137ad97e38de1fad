import { checkOptions, is } from '@sora-particles/combinator-core';
import { clipByValue as clip } from '@tensorflow/tfjs-core';
import type { DescribedKind, GradientTransform, NoState } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { mapRecord } from '../internal/records.ts';

/** Options of {@link clipByValue}. */
export interface ClipByValueOptions {
  /** The largest magnitude of an element. No default; positive. */
  readonly maxValue: number;
}

/**
 * Limits each element: u' = min(max(u, -maxValue), maxValue). Keras `clipvalue`, optax `clip`.
 *
 * State: none.
 *
 * @throws ParticleError `option-unknown`, `option-missing` or `option-invalid`.
 *
 * @example
 * ```ts
 * import { chainTransforms, clipByValue, sgd } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(clipByValue({ maxValue: 0.5 }), sgd());
 * ```
 */
export function clipByValue(options: ClipByValueOptions): GradientTransform<NoState> {
  checkOptions('clipByValue', options, { maxValue: is.positive });
  const { maxValue } = options;
  return {
    kind: 'optimizer/clipByValue@1',
    config: { maxValue },
    init: () => [],
    update: (updates, state) => ({
      updates: mapRecord(updates, (update) => clip(update, -maxValue, maxValue)),
      state,
    }),
  };
}

/** {@link clipByValue} for `fromConfig`. */
export const clipByValueKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/clipByValue@1',
  create: (config) => createFrom(clipByValue, config),
};
