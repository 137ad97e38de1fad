import type { CompiledFunction, TensorRecord } from '@sora-particles/combinator-core';
import type { Feed } from '../data/feed.ts';
import type { LossWeights } from './class-weights.ts';
import type { Clock } from './clock.ts';
import type { EarlyStopping } from './early-stopping.ts';
import type { EvaluationArguments } from './evaluation-step.ts';
import type { HostStage } from './host-stage.ts';
import type { Stepper } from './take-step.ts';

/** Everything that a run needs and that does not change while it goes on. */
export interface FitPlan {
  readonly stepper: Stepper;
  readonly feed: Feed;
  readonly host: HostStage | undefined;
  readonly lossWeights: LossWeights;
  readonly validation: Validation | undefined;
  readonly stopping: EarlyStopping | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly breathe: () => Promise<void>;
  /** Releases what was compiled, and the threads of this run. */
  release(): void;
}

/** What is measured after each epoch. */
interface Validation {
  readonly step: CompiledFunction<EvaluationArguments, readonly TensorRecord[]>;
  readonly feed: Feed;
}
