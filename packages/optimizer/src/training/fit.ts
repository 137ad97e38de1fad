import type { FitEvent } from './events.ts';
import { fitEvents } from './fit-events.ts';
import type { FitOptions } from './fit-options.ts';
import type { FitResult } from './result.ts';

/**
 * Trains a particle: goes through the data in batches, and in each step moves the weights down the
 * gradient of the loss.
 *
 * The particle may be the whole way from raw input to readable answer. Leading steps that run outside
 * of tensors (decoding) prepare the data; a final softmax or sigmoid is left out for losses that read
 * logits, so that both are computed as one, which is stable; labels are for prediction only.
 *
 * - Everything is checked before anything is allocated, and streams batch by batch: shapes, element
 *   types and ranges against the contract, labels, lengths, NaN.
 * - The same seed gives the same bits: weights, optimiser state and history, on the same backend.
 * - The last batch of an epoch is kept even if it is smaller; see `dropRemainder`.
 * - A loss, gradient, weight or state that is no longer finite stops the run with `value-not-finite`.
 *   That step is not kept: the event `failed` lends the weights before it.
 * - The signal stops the run after the step under way. That is no error: what has been trained is
 *   returned, with `stopReason` `'aborted'`, and an unfinished epoch is not in the history.
 * - The event loop takes a turn every 50 ms.
 *
 * The loss of a batch is the mean over its examples, or with weights sum(w l) / sum(w).
 *
 * @returns New variables, which the caller owns, and the history.
 * @throws ParticleError for options (`option-unknown`, `option-missing`, `option-invalid`), data
 *   (`data-empty`, `data-length-mismatch`, `kind-mismatch`, `value-invalid`, `value-not-finite`,
 *   `value-out-of-range`, `label-out-of-range`, `port-missing`, `port-unknown` and the codes of
 *   connections that do not fit), variables (`variable-...`), particles that cannot be trained
 *   (`gradient-missing`, `host-only`, `meaning-mismatch`, `contract-invalid`), `backend-missing`; while
 *   training, `value-not-finite`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { compose, disposeVariables, initialize } from '@sora-particles/combinator-core';
 * import { dense, input } from '@sora-particles/combinator-core/elementary';
 * import { adam, fit, meanSquaredError } from '@sora-particles/optimizer';
 *
 * const particle = compose(input({ shape: ['batch', 1], dtype: 'float32' })).to(dense({ units: 1 }));
 * const variables = initialize(particle, { seed: 1 });
 * const result = await fit({
 *   particle,
 *   variables,
 *   data: { x: [[0], [1], [2], [3]], y: [1, 3, 5, 7] }, // y = 2 x + 1
 *   loss: meanSquaredError(),
 *   optimizer: adam({ learningRate: 0.1 }),
 *   epochs: 5,
 *   seed: 1,
 * });
 * console.log(result.history.at(-1)?.loss);
 * disposeVariables(variables);
 * disposeVariables(result.variables);
 * ```
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { onEvent } = options;
  const events = fitEvents(options);
  let next: IteratorResult<FitEvent, FitResult> = await events.next();
  while (next.done !== true) {
    try {
      await onEvent?.(next.value);
    } catch (error) {
      // The run ends as with any error, so that the handler hears of the end as well.
      next = await events.throw(error);
      continue;
    }
    next = await events.next();
  }
  return next.value;
}
