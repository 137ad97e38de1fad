export { constantSchedule, type ConstantScheduleOptions } from './constant-schedule.ts';
export { cosineDecay, type CosineDecayOptions } from './cosine-decay.ts';
export { exponentialDecay, type ExponentialDecayOptions } from './exponential-decay.ts';
export { scheduleKinds } from './kinds.ts';
export { oneCycle, type OneCycleOptions } from './one-cycle.ts';
export {
  piecewiseConstantDecay,
  type PiecewiseConstantDecayOptions,
} from './piecewise-constant-decay.ts';
export { polynomialDecay, type PolynomialDecayOptions } from './polynomial-decay.ts';
