import type { TensorRecord } from '@sora-particles/combinator-core';
import { add } from '@tensorflow/tfjs-core';
import { at, mapRecord } from '../internal/records.ts';

/**
 * The weights after a step: w + update. Weights without an update are left out.
 *
 * @param params - Weights by path.
 * @param updates - What a transform gave.
 * @returns New tensors, which the caller owns.
 * @throws ParticleError `variable-missing` for an update without a weight.
 *
 * @example
 * ```ts
 * import { applyUpdates, sgd } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * const optimizer = sgd({ learningRate: 0.5 });
 * const params = { 'dense/bias': tensor([1, 2]) };
 * const gradients = { 'dense/bias': tensor([2, 0]) };
 * const { updates } = optimizer.update(gradients, optimizer.init(params), params);
 * console.log(applyUpdates(params, updates)['dense/bias']?.arraySync()); // [ 0, 2 ]
 * ```
 */
export function applyUpdates(params: TensorRecord, updates: TensorRecord): TensorRecord {
  return mapRecord(updates, (update, path) => add(at(params, path, 'applyUpdates'), update));
}
