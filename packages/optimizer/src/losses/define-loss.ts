import type { JsonObject } from '@sora-particles/combinator-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, PredictionForm, TargetForm } from '../api.ts';
import { checkTargets } from '../internal/check-targets.ts';
import { matchShapes } from '../internal/match-shapes.ts';
import { meanOnHost, measureMean } from '../internal/weighted-mean.ts';

/** What {@link defineLoss} needs. */
export interface LossDefinition {
  /** `<package>/<name>@<major>`. */
  readonly kind: string;
  /** The key in history when the loss is listed as a metric. */
  readonly name: string;
  /** All options, as JSON. Default `{}`. */
  readonly config?: JsonObject;
  /** What `compute` takes as predictions. */
  readonly from: PredictionForm;
  readonly targets: TargetForm;
  /** A class index that counts for nothing, e.g. padding; lets `checkTargets` pass it. */
  readonly ignoreClass?: number | undefined;
  /**
   * The loss of each example, `['batch']`, from predictions and targets whose shapes belong together.
   * Pure, tensor operations only, differentiable by the predictions.
   */
  readonly compute: (predictions: Tensor, targets: Tensor) => Tensor;
}

/**
 * Makes a loss from its formula, the way third parties do: adds the checks of shapes and targets, and
 * the weighted mean over batches that makes it a metric.
 *
 * @example
 * ```ts
 * import { defineLoss } from '@sora-particles/optimizer';
 * import { mean, mul, softplus, sub } from '@tensorflow/tfjs-core';
 *
 * // log(2 cosh(error)), without overflow
 * const logCosh = defineLoss({
 *   kind: 'my-losses/logCosh@1',
 *   name: 'logCosh',
 *   from: 'values',
 *   targets: 'values',
 *   compute: (predictions, targets) => {
 *     const error = sub(predictions, targets);
 *     return mean(sub(softplus(mul(error, 2)), error), 1);
 *   },
 * });
 * ```
 */
export function defineLoss(definition: LossDefinition): Loss {
  const { kind, name, config = {}, from, targets: form, ignoreClass } = definition;
  const compute = (predictions: Tensor, targets: Tensor): Tensor => {
    matchShapes(name, form, predictions.shape, targets.shape);
    return definition.compute(predictions, targets);
  };
  return {
    kind,
    name,
    config,
    from,
    targets: form,
    higherIsBetter: false,
    compute,
    checkTargets: (targets, outputShape, firstIndex) => {
      checkTargets({ owner: name, form, ignoreClass }, targets, outputShape, firstIndex);
    },
    measure: (predictions, targets, weights) => measureMean(compute(predictions, targets), weights),
    ...meanOnHost,
  };
}
