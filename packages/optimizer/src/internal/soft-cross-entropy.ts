import {
  add,
  customGrad,
  div,
  exp,
  expandDims,
  type GradSaveFunc,
  log,
  max,
  mul,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of distributions against logits, over the last axis: -sum(p log softmax(x)).
 *
 * The largest logit is taken off before exp, so that nothing overflows. The gradient by the logits is
 * written out, softmax(x) sum(p) - p, which is exact where a quotient of vanished numbers would not
 * be. Distributions are data and get no gradient.
 *
 * @param logits - `[...lead, classes]`, float32, finite.
 * @param distributions - Same shape, float32.
 * @returns `[...lead]`, float32.
 */
export function softCrossEntropy(logits: Tensor, distributions: Tensor): Tensor {
  const withGradient = customGrad((x, save) => {
    const logits = x as Tensor;
    const shifted = sub(logits, max(logits, -1, true));
    const powers = exp(shifted);
    const total = sum(powers, -1, true);
    const softmax = div(powers, total);
    const mass = sum(distributions, -1, true);
    (save as GradSaveFunc)([sub(mul(softmax, mass), distributions)]);
    return {
      value: sum(mul(distributions, sub(log(total), shifted)), -1),
      gradFunc: (dy: Tensor, saved: Tensor[]) => mul(expandDims(dy, -1), saved[0] as Tensor),
    };
  });
  return withGradient(logits);
}

/** Moves a part of each distribution to all classes evenly: p' = (1 - smoothing) p + smoothing / classes. */
export function smoothLabels(distributions: Tensor, smoothing: number): Tensor {
  if (smoothing === 0) return distributions;
  const classes = distributions.shape.at(-1) ?? 1;
  return add(mul(distributions, 1 - smoothing), smoothing / classes);
}
