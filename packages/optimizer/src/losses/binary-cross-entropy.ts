import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import {
  abs,
  add,
  cast,
  customGrad,
  exp,
  type GradSaveFunc,
  log1p,
  maximum,
  mul,
  neg,
  reshape,
  sigmoid,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { DescribedKind, Loss } from '../api.ts';
import { createFrom } from '../internal/create-from.ts';
import { perExample } from '../internal/weighted-mean.ts';
import { defineLoss } from './define-loss.ts';

/** Options of {@link binaryCrossEntropy}. */
export interface BinaryCrossEntropyOptions {
  /** How far targets are moved towards 0.5: p' = (1 - s) p + s / 2. Default 0; from 0, below 1. */
  readonly labelSmoothing?: number;
  /** The key in history. Default `'binaryCrossEntropy'`. */
  readonly name?: string;
}

/**
 * Cross-entropy of yes-or-no targets, from logits: l = -p log sigmoid(x) - (1 - p) log(1 - sigmoid(x)).
 * Keras `BinaryCrossentropy(from_logits=True)`, PyTorch `BCEWithLogitsLoss`.
 *
 * Predictions: logits `['batch', ...]`, float32. Targets: the same shape (a last axis of 1 may be left
 * out), each from 0 to 1. Several answers per example (multi-label) are averaged.
 * Computed as max(x, 0) - x p + log(1 + exp(-|x|)), stable for logits of any finite size; the
 * gradient is sigmoid(x) - p.
 *
 * @throws ParticleError `option-unknown` or `option-invalid`; from `checkTargets`
 *   `value-out-of-range`.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const losses = binaryCrossEntropy().compute(tensor([[1000], [-1000]]), tensor([1, 1]));
 * console.log(losses.arraySync()); // [ 0, 1000 ]
 * ```
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): Loss {
  checkOptions('binaryCrossEntropy', options, {
    labelSmoothing: optional(is.fraction),
    name: optional(is.string),
  });
  const { labelSmoothing = 0, name = 'binaryCrossEntropy' } = options;
  return defineLoss({
    kind: 'optimizer/binaryCrossEntropy@1',
    name,
    config: { labelSmoothing, name },
    from: 'logits',
    targets: 'binary',
    compute: (logits, targets) => {
      const given = reshape(cast(targets, 'float32'), logits.shape);
      const smoothed =
        labelSmoothing === 0 ? given : add(mul(given, 1 - labelSmoothing), labelSmoothing / 2);
      return perExample(crossEntropy(logits, smoothed));
    },
  });
}

/** Elementwise; its gradient is written out because that of max and |x| is wrong at exactly 0. */
function crossEntropy(logits: Tensor, probabilities: Tensor): Tensor {
  const withGradient = customGrad((x, save) => {
    const logits = x as Tensor;
    (save as GradSaveFunc)([sub(sigmoid(logits), probabilities)]);
    const linear = sub(maximum(logits, 0), mul(logits, probabilities));
    return {
      value: add(linear, log1p(exp(neg(abs(logits))))),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(dy, saved[0] as Tensor),
    };
  });
  return withGradient(logits);
}

/** {@link binaryCrossEntropy} for `fromConfig`. */
export const binaryCrossEntropyKind: DescribedKind<'loss'> = {
  type: 'loss',
  kind: 'optimizer/binaryCrossEntropy@1',
  create: (config) => createFrom(binaryCrossEntropy, config),
};
