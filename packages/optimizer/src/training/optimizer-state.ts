import type { TensorRecord, TensorTree } from '@sora-particles/combinator-core';
import { tidy, type TensorContainer } from '@tensorflow/tfjs-core';
import type { GradientTransform } from '../api.ts';
import { stateFromRecord, stateToRecord } from '../state/index.ts';
import { owning, release } from './tensor-tree.ts';

/**
 * What the optimiser remembers before the first step: nothing yet, or what an earlier run left.
 *
 * @param given - The state of an earlier run, which stays its owner's.
 * @throws ParticleError `variable-missing`, `variable-unexpected` or `variable-invalid` for a
 *   state of another optimiser or particle.
 */
export function beginState(
  optimizer: GradientTransform,
  params: TensorRecord,
  given: TensorTree,
): TensorTree {
  const fresh = tidy(
    () => owning(optimizer.init(params), new Set(Object.values(params))) as TensorContainer,
  ) as TensorTree;
  if (given === undefined) return fresh;
  try {
    return stateFromRecord(fresh, stateToRecord(given));
  } finally {
    release(fresh);
  }
}
