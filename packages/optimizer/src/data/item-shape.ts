import type { TensorSpec } from '@sora-particles/combinator-core';

/**
 * The shape of one example where the contract states it in numbers: all axes after the first one
 * (or after a leading spread). Undefined where it depends on the data.
 */
export function literalItemShape(spec: TensorSpec): readonly number[] | undefined {
  if (spec.shape.length === 0) return undefined;
  const item = spec.shape.slice(1);
  return item.every((dim) => typeof dim === 'number') ? item : undefined;
}
