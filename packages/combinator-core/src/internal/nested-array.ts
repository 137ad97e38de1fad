import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { formatShape, formatSpec } from '../contract/format.ts';
import type { DType, TensorSpec } from '../contract/spec.ts';
import { ParticleError } from '../errors.ts';

/** A row of numbers. */
export type NumberRow =
  | readonly number[]
  | readonly boolean[]
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Numbers in nested arrays, all of the same lengths; the innermost may be typed arrays. */
export type NestedArray = NumberRow | readonly NestedArray[];

/** Whether a value is an array of some kind. */
export function isArrayLike(value: unknown): value is readonly unknown[] | NumberRow {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** The lengths of nested arrays, judged by the first of each. */
export function shapeOfNested(value: unknown): readonly number[] {
  return isArrayLike(value) ? [value.length, ...shapeOfNested(value[0])] : [];
}

/**
 * Makes a tensor of nested arrays, in an element type that the spec accepts.
 *
 * @throws ParticleError `value-invalid` for lengths that differ, or what is no number, or no
 *   integer where one is needed.
 */
export function tensorOfNested(path: string, spec: TensorSpec, value: unknown): Tensor {
  const shape = shapeOfNested(value);
  const dtype = chooseDType(spec, value);
  if (dtype === undefined) {
    throw invalid(path, spec, 'arrays can give float32, int32 and bool only: pass a tensor', '');
  }
  const size = shape.reduce((count, length) => count * length, 1);
  const values = dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
  const read = (part: unknown, at: string, axis: number, offset: number): void => {
    const length = shape[axis];
    if (length === undefined) {
      values[offset] = numberAt(at, spec, dtype, part);
      return;
    }
    if (!isArrayLike(part) || part.length !== length) {
      const found = isArrayLike(part) ? String(part.length) : typeof part;
      throw invalid(at, spec, `the arrays differ in length: needs ${String(length)}`, found);
    }
    const step = shape.slice(axis + 1).reduce((count, inner) => count * inner, 1);
    for (let i = 0; i < length; i++)
      read(part[i], `${at}[${String(i)}]`, axis + 1, offset + i * step);
  };
  read(value, path, 0, 0);
  return tensor(dtype === 'bool' ? Uint8Array.from(values) : values, [...shape], dtype);
}

function numberAt(path: string, spec: TensorSpec, dtype: DType, value: unknown): number {
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number') throw invalid(path, spec, 'not a number', typeof value);
  const fits =
    dtype === 'float32' ||
    (dtype === 'bool' ? number === 0 || number === 1 : number === (number | 0));
  if (!fits) throw invalid(path, spec, `not a value of ${dtype}`, String(number));
  return number;
}

/** The element type that the values have by nature, if the spec accepts it; otherwise the first that it accepts. */
function chooseDType({ dtype = 'float32' }: TensorSpec, value: unknown): DType | undefined {
  const accepted = (typeof dtype === 'string' ? [dtype] : dtype).filter((one) =>
    ['float32', 'int32', 'bool'].includes(one),
  );
  const natural = naturalDType(value);
  return accepted.find((one) => one === natural) ?? accepted[0];
}

function naturalDType(value: unknown): DType {
  if (Array.isArray(value)) return naturalDType(value[0]);
  if (typeof value === 'boolean') return 'bool';
  const isInteger =
    ArrayBuffer.isView(value) && !(value instanceof Float32Array || value instanceof Float64Array);
  return isInteger ? 'int32' : 'float32';
}

function invalid(path: string, spec: TensorSpec, summary: string, found: string): ParticleError {
  return new ParticleError({
    code: 'value-invalid',
    summary,
    path: path.length > 200 ? `${path.slice(0, 200)}...` : path,
    expected: `${formatSpec(spec)}: nested arrays as in ${formatShape(spec.shape)}`,
    ...(found !== '' && { found }),
  });
}
