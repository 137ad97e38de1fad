import { checkOptions, is, optional, type OptionCheck } from './options.ts';
import type { Engine } from './engine.ts';
import { eagerEngine } from './engines/eager.ts';
import { throwIfAborted } from './internal/abort.ts';
import { waitForBackend } from './internal/require-backend.ts';
import { runInBatches } from './internal/run-in-batches.ts';
import { stage } from './internal/stage.ts';
import type { AnyParticle } from './particle.ts';
import type { PredictInput, PredictOutput } from './predict-types.ts';
import { checkVariables, type Variables } from './variables.ts';

/** How {@link predict} and a model run. */
export interface PredictOptions {
  /** Most items that are run together; a positive integer. Default 32. */
  readonly batchSize?: number | undefined;
  /** Root of the random numbers of particles that draw some: any safe integer. Default 0. */
  readonly seed?: number | undefined;
  /** Stops the run before its next stage or batch. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link predict} takes besides. */
export interface PredictWithOptions extends PredictOptions {
  /**
   * Where tensors are computed. Default an eager engine: what another compiles is worth it only where it
   * is kept, as a model does.
   */
  readonly engine?: Engine | undefined;
}

const isSignal: OptionCheck = (value) =>
  typeof value === 'object' && value !== null && 'aborted' in value ? undefined : 'an AbortSignal';

/** Checks of {@link PredictOptions}. */
export const predictChecks = {
  batchSize: optional(is.positiveInteger),
  seed: optional(is.integer),
  signal: optional(isSignal),
} as const;

/**
 * Runs a particle from raw input to answer, outside of training: host stages (decode, label), the
 * engine for all between them, batch by batch.
 *
 * The input is checked first: ports, shapes, dtypes, NaN and infinities, and the range that the
 * contract states (values on a graphics card are not read back for it). A particle with one input port
 * takes the bare value; tensors may be given as nested arrays. Where the first axis of the first input
 * and of all outputs is the batch, one item may be given instead of a batch, and the answer is one item
 * too. An input whose shape holds a spread always counts as a batch, as its rank tells nothing.
 *
 * @param particle - What to run.
 * @param variables - Its weights and state; they stay the caller's.
 * @param input - A value, or a record of values by port; tensors stay the caller's.
 * @returns The bare output of the only port, or a record by port. The caller owns tensors in it.
 * @throws ParticleError `aborted`, `backend-missing`, `data-empty`, `value-invalid`,
 *   `value-not-finite`, `value-out-of-range`, `output-invalid`, the codes of `checkVariables`, of
 *   connections for inputs that do not fit, and of the host particles (e.g. `decode-failed`).
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { compose, initialize, predict } from '@sora-particles/combinator-core';
 * import { decodeLabels, dense, input, softmax } from '@sora-particles/combinator-core/elementary';
 *
 * const recognizer = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
 *   .to(dense({ units: 2, meaning: 'logits' }))
 *   .to(softmax())
 *   .to(decodeLabels({ labels: ['left', 'right'] }));
 * const variables = initialize(recognizer, { seed: 1 });
 * const answers = await predict(recognizer, variables, [[0.1, 0.9], [0.8, 0.2]]);
 * console.log(answers[0]?.label);
 * ```
 */
export async function predict<P extends AnyParticle, const Input extends PredictInput<P>>(
  particle: P,
  variables: Variables,
  input: Input,
  options: PredictWithOptions = {},
): Promise<PredictOutput<P, Input>> {
  checkOptions<PredictWithOptions>('predict', options, {
    ...predictChecks,
    engine: optional(is.anything),
  });
  const { engine = eagerEngine(), batchSize = 32, seed = 0, signal } = options;
  await waitForBackend();
  checkVariables(particle, variables);
  const staged = stage(particle, engine);
  const guard = (): void => {
    throwIfAborted(signal);
  };
  try {
    const run = { particle, staged, variables, batchSize, seed, signal, guard };
    return (await runInBatches(run, input)) as PredictOutput<P, Input>;
  } finally {
    staged.dispose();
  }
}
