export type { ClassWeights } from './class-weights.ts';
export type { Clock } from './clock.ts';
export type { EarlyStoppingOptions } from './early-stopping.ts';
export { evaluate, type EvaluateOptions, type Evaluation } from './evaluate.ts';
export type {
  BatchEndEvent,
  EpochEndEvent,
  EpochStartEvent,
  FailedEvent,
  FitEvent,
  ImprovedEvent,
  RunEndEvent,
  RunStartEvent,
  RunState,
} from './events.ts';
export { fit } from './fit.ts';
export { fitEvents } from './fit-events.ts';
export type { FitOptions, TrainingData } from './fit-options.ts';
export type { EpochRecord, Figures, History } from './history.ts';
export type { FitResult, StopReason } from './result.ts';
