import { type Json, ParticleError, type TensorTree } from '@sora-particles/combinator-core';
import type { DescribedKind, GradientTransform } from '../api.ts';
import { toConfig } from '../to-config.ts';

/** The state of a chain: that of each of its transforms, in order. */
export type ChainState = readonly TensorTree[];

/**
 * Transforms one after the other: each takes the updates that the one before gave. A chain is a
 * transform again. Optax `chain`.
 *
 * @param transforms - At least one. The last is usually an optimiser or `scaleByLearningRate`, which
 *   turn gradients into steps downhill.
 * @throws ParticleError `composition-empty` without a transform, `option-invalid` for
 *   something else than a transform.
 *
 * @example
 * ```ts
 * import { adam, chainTransforms, clipByGlobalNorm } from '@sora-particles/optimizer';
 *
 * const optimizer = chainTransforms(clipByGlobalNorm({ maxNorm: 1 }), adam({ learningRate: 1e-3 }));
 * ```
 */
export function chainTransforms(
  ...transforms: readonly GradientTransform[]
): GradientTransform<ChainState> {
  checkTransforms(transforms);
  return {
    kind: 'optimizer/chainTransforms@1',
    config: { transforms: transforms.map(toConfig) },
    init: (params) => transforms.map((transform) => transform.init(params)),
    update: (updates, state, params) => {
      let current = updates;
      const next = transforms.map((transform, index) => {
        const result = transform.update(current, state[index], params);
        current = result.updates;
        return result.state;
      });
      return { updates: current, state: next };
    },
  };
}

function checkTransforms(transforms: readonly unknown[]): void {
  if (transforms.length === 0) {
    throw new ParticleError({
      code: 'composition-empty',
      summary: 'chainTransforms() needs at least one transform',
      remedy: 'pass transforms as arguments, e.g. chainTransforms(clipByValue({ ... }), adam())',
    });
  }
  for (const [index, transform] of transforms.entries()) {
    if (typeof transform === 'object' && transform !== null && 'update' in transform) continue;
    throw new ParticleError({
      code: 'option-invalid',
      summary: `chainTransforms(): argument ${String(index)} is not a transform`,
      path: `chainTransforms.${String(index)}`,
      expected: 'a transform, e.g. adam()',
      found: typeof transform === 'function' ? 'a function: is () missing?' : typeof transform,
    });
  }
}

/** {@link chainTransforms} for `fromConfig`. */
export const chainTransformsKind: DescribedKind<'transform'> = {
  type: 'transform',
  kind: 'optimizer/chainTransforms@1',
  create: ({ transforms }, nested) =>
    chainTransforms(...listOf(transforms).map((description) => nested('transform', description))),
};

function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new ParticleError({
    code: 'option-invalid',
    summary: `chainTransforms(): 'transforms' must be a list`,
    path: 'chainTransforms.transforms',
  });
}
