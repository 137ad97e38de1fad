import type { RunContext, TensorRecord } from '../particle.ts';
import type { Values } from './check-values.ts';

/** What one run of a {@link Staged} particle gets. */
export interface StagedRun {
  readonly context: RunContext;
  readonly inputs: Values;
  readonly params: TensorRecord;
  readonly state: TensorRecord;
  /** Called between stages; throws to give up. */
  readonly guard: () => void;
}

/** A particle taken apart into what runs on the host and what runs on an engine. */
export interface Staged {
  /** Gives outputs whose tensors the caller owns, unless they are among the inputs, params or state. */
  run(run: StagedRun): Promise<Values>;
  /** Releases what the engine holds for it. */
  dispose(): void;
}
