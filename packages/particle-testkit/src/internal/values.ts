import type { Spec, Value } from '@sora-particles/combinator-core';
import { isTensorSpec } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';

/** Values by port. */
export type Values = Readonly<Record<string, Value>>;

/** Whether something is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/** The tensors among values. */
export function tensorsOf(values: Readonly<Record<string, unknown>>): readonly Tensor[] {
  return Object.values(values).filter(isTensor);
}

/** Releases the tensors among values. */
export function release(values: Readonly<Record<string, unknown>>): void {
  for (const tensor of tensorsOf(values)) if (!tensor.isDisposed) tensor.dispose();
}

/** What a value is, as a producer would promise it to a port. */
export function specOfValue(needed: Spec | undefined, value: Value): Spec {
  if (isTensor(value)) {
    const attributes = needed !== undefined && isTensorSpec(needed) ? needed : {};
    return { ...attributes, shape: value.shape, dtype: value.dtype };
  }
  if (needed === undefined || isTensorSpec(needed)) return { value: 'record' };
  const isList = (needed.shape ?? []).length > 0 && Array.isArray(value);
  return { ...needed, shape: isList ? [value.length] : [] };
}
