export { adagrad, type AdagradOptions, type AdagradState } from './adagrad.ts';
export { adam, type AdamOptions } from './adam.ts';
export { adamw, type AdamwOptions } from './adamw.ts';
export { applyUpdates } from './apply-updates.ts';
export { chainTransforms, type ChainState } from './chain-transforms.ts';
export { clipByGlobalNorm, type ClipByGlobalNormOptions } from './clip-by-global-norm.ts';
export { clipByNorm, type ClipByNormOptions } from './clip-by-norm.ts';
export { clipByValue, type ClipByValueOptions } from './clip-by-value.ts';
export { globalNorm } from './global-norm.ts';
export { transformKinds } from './kinds.ts';
export { momentum, type MomentumOptions, type MomentumState } from './momentum.ts';
export { rmsprop, type RmspropOptions, type RmspropState } from './rmsprop.ts';
export { scaleByAdam, type AdamState, type ScaleByAdamOptions } from './scale-by-adam.ts';
export { scaleByLearningRate, type ScaleByLearningRateOptions } from './scale-by-learning-rate.ts';
export {
  scaleBySchedule,
  type ScaleByScheduleOptions,
  type StepState,
} from './scale-by-schedule.ts';
export { sgd, type SgdOptions, type SgdState } from './sgd.ts';
export { biasesAndNorms, weightDecay, type WeightDecayOptions } from './weight-decay.ts';
