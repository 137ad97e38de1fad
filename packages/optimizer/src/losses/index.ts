export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './binary-cross-entropy.ts';
export {
  categoricalCrossEntropy,
  type CategoricalCrossEntropyOptions,
} from './categorical-cross-entropy.ts';
export { defineLoss, type LossDefinition } from './define-loss.ts';
export { huber, type HuberOptions } from './huber.ts';
export { lossKinds } from './kinds.ts';
export { meanAbsoluteError, type MeanAbsoluteErrorOptions } from './mean-absolute-error.ts';
export { meanLoss } from './mean-loss.ts';
export { meanSquaredError, type MeanSquaredErrorOptions } from './mean-squared-error.ts';
export {
  sparseCategoricalCrossEntropy,
  type SparseCategoricalCrossEntropyOptions,
} from './sparse-categorical-cross-entropy.ts';
