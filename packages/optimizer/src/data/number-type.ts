import type { DType, TensorSpec } from '@sora-particles/combinator-core';
import { isFloatArray, type NumericArray } from './numeric-array.ts';
import type { NumberType } from './table.ts';

/**
 * The element type that raw numbers are converted to for a port: the first that it accepts, save that
 * fractions never become integers. What no conversion makes fit stays as it is, for the contract to
 * refuse.
 *
 * @param storage - Where the numbers lie; JavaScript numbers have been laid out as float32.
 * @param literal - Whether they were JavaScript numbers, which may be whole.
 */
export function numberType(spec: TensorSpec, storage: NumericArray, literal: boolean): NumberType {
  const accepted = acceptedTypes(spec);
  const isFloat = isFloatArray(storage);
  if (isFloat && accepted.includes('float32')) return 'float32';
  if (isFloat && !(literal && storage.every(Number.isInteger))) return 'float32';
  return accepted[0] ?? (isFloat ? 'float32' : 'int32');
}

function acceptedTypes({ dtype }: TensorSpec): readonly NumberType[] {
  if (dtype === undefined) return ['float32'];
  const listed: readonly DType[] = typeof dtype === 'string' ? [dtype] : dtype;
  return listed.filter((type) => type === 'float32' || type === 'int32' || type === 'bool');
}
