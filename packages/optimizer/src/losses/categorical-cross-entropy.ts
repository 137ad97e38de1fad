import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { cast } from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { smoothLabels, softCrossEntropy } from '../internal/soft-cross-entropy.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link categoricalCrossEntropy}. */
export interface CategoricalCrossEntropyOptions {
  /** The part of each target that is spread evenly over all classes. Default 0; from 0, below 1. */
  readonly labelSmoothing?: number;
  /** The key in history. Default `'categoricalCrossEntropy'`. */
  readonly name?: string;
}

/**
 * Cross-entropy of one-hot targets, or of any distributions, from logits:
 * l = -sum_c p_c log softmax(x)_c. Keras `CategoricalCrossentropy(from_logits=True)`, PyTorch
 * `CrossEntropyLoss`.
 *
 * Predictions: logits `['batch', ...lead, classes]`, float32. Targets: the same shape, rows with sum 1.
 * Stable for logits of any finite size; the gradient is softmax(x) - p.
 *
 * Label smoothing: Szegedy et al., "Rethinking the Inception architecture" (2016),
 * https://arxiv.org/abs/1512.00567.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets`
 *   `value-out-of-range` for a row that is no distribution.
 *
 * @example
 * ```ts
 * import { categoricalCrossEntropy } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = categoricalCrossEntropy().compute(tensor([[1000, 0]]), tensor([[0, 1]]));
 * console.log(losses.arraySync()); // [ 1000 ]
 * ```
 */
export function categoricalCrossEntropy(options: CategoricalCrossEntropyOptions = {}): Loss {
  checkOptions('categoricalCrossEntropy', options, {
    labelSmoothing: optional(is.fraction),
    name: optional(is.string),
  });
  const { labelSmoothing = 0, name = 'categoricalCrossEntropy' } = options;
  return defineLoss({
    kind: 'optimizer/categoricalCrossEntropy@1',
    name,
    config: { labelSmoothing, name },
    from: 'logits',
    targets: 'oneHot',
    compute: (logits, targets) => {
      const distributions = smoothLabels(cast(targets, 'float32'), labelSmoothing);
      return perExample(softCrossEntropy(logits, distributions));
    },
  });
}

/** {@link categoricalCrossEntropy} for `fromConfig`. */
export const categoricalCrossEntropyKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/categoricalCrossEntropy@1',
  create: (config) => createFrom(categoricalCrossEntropy, config),
};
