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
 */
export function applyUpdates(params: TensorRecord, updates: TensorRecord): TensorRecord {
  return mapRecord(updates, (update, path) => add(at(params, path, 'applyUpdates'), update));
}
