import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { cast, mul, notEqual, oneHot, scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { divideOrZero } from '../internal/divide-or-zero.ts';
import { smoothLabels, softCrossEntropy } from '../internal/soft-cross-entropy.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link sparseCategoricalCrossEntropy}. */
export interface SparseCategoricalCrossEntropyOptions {
  /** The part of each target that is spread evenly over all classes. Default 0; from 0, below 1. */
  readonly labelSmoothing?: number;
  /** A class index whose positions count for nothing, e.g. padding. Default none; any integer. */
  readonly ignoreClass?: number;
  /** The key in history. Default `'sparseCategoricalCrossEntropy'`. */
  readonly name?: string;
}

/**
 * Cross-entropy of class indexes, from logits: l = -log softmax(x)_c. Keras
 * `SparseCategoricalCrossentropy(from_logits=True)`, PyTorch `CrossEntropyLoss`.
 *
 * Predictions: logits `['batch', ...lead, classes]`, float32. Targets: `['batch', ...lead]`, whole
 * numbers from 0 up to, not including, `classes`. With `...lead` (one label per word or pixel), the
 * loss of an example is the mean over its positions that are not of `ignoreClass`, and 0 if all are.
 * Stable for logits of any finite size; the gradient is softmax(x) - p.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets`
 *   `label-out-of-range`, naming the example. `compute` cannot look at values: a label that was not
 *   checked and is no class gives 0.
 *
 * @example
 * ```ts
 * import { sparseCategoricalCrossEntropy } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = sparseCategoricalCrossEntropy().compute(tensor([[0, 1000], [0, 1000]]), tensor([1, 0], [2], 'int32'));
 * console.log(losses.arraySync()); // [ 0, 1000 ]
 * ```
 */
export function sparseCategoricalCrossEntropy(
  options: SparseCategoricalCrossEntropyOptions = {},
): Loss {
  checkOptions('sparseCategoricalCrossEntropy', options, {
    labelSmoothing: optional(is.fraction),
    ignoreClass: optional(is.integer),
    name: optional(is.string),
  });
  const { labelSmoothing = 0, ignoreClass, name = 'sparseCategoricalCrossEntropy' } = options;
  return defineLoss({
    kind: 'optimizer/sparseCategoricalCrossEntropy@1',
    name,
    config: { labelSmoothing, ...(ignoreClass !== undefined && { ignoreClass }), name },
    from: 'logits',
    targets: 'classIndex',
    ignoreClass,
    compute: (logits, targets) => {
      const labels = cast(targets, 'int32');
      const classes = logits.shape.at(-1) ?? 1;
      const distributions = smoothLabels(oneHot(labels, classes), labelSmoothing);
      const losses = softCrossEntropy(logits, distributions);
      return ignoreClass === undefined
        ? perExample(losses)
        : meanOfCounted(losses, cast(notEqual(labels, scalar(ignoreClass, 'int32')), 'float32'));
    },
  });
}

/** Per example, the mean over the positions whose mask is 1; 0 without one. */
function meanOfCounted(losses: Tensor, mask: Tensor): Tensor {
  return divideOrZero(perExample(mul(losses, mask)), perExample(mask));
}

/** {@link sparseCategoricalCrossEntropy} for `fromConfig`. */
export const sparseCategoricalCrossEntropyKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/sparseCategoricalCrossEntropy@1',
  create: (config) => createFrom(sparseCategoricalCrossEntropy, config),
};
