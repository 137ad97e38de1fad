import { checkOptions, is } from '@sora-particles/combinator-core';
import { maximum, minimum, scalar } from '@tensorflow/tfjs-core';
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
 */
export function clipByValue(options: ClipByValueOptions): GradientTransform<NoState> {
  checkOptions('clipByValue', options, { maxValue: is.positive });
  const { maxValue } = options;
  return {
    kind: 'optimizer/clipByValue@1',
    config: { maxValue },
    init: () => [],
    update: (updates, state) => {
      const [low, high] = [scalar(-maxValue), scalar(maxValue)];
      return { updates: mapRecord(updates, (u) => minimum(maximum(u, low), high)), state };
    },
  };
}

/** {@link clipByValue} for `fromConfig`. */
export const clipByValueKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/clipByValue@1',
  create: (config) => createFrom(clipByValue, config),
};
