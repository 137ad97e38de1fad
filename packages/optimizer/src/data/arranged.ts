import { ParticleError, type TensorSpec } from '@sora-particles/combinator-core';
import { Tensor } from '@tensorflow/tfjs-core';
import { numberType } from './number-type.ts';
import { isNumericArray, sizeOf, type NumericArray } from './numeric-array.ts';
import type { ShapedArray } from './port-data.ts';
import { describe } from './refuse.ts';
import type { NumberType } from './table.ts';

/** Numbers that lie flat on the host, their shape, and what a batch of them is converted to. */
export interface Arranged {
  readonly shape: readonly number[];
  readonly dtype: NumberType;
  readonly storage: NumericArray;
}

/** Reads a tensor back, or takes `{ values, shape }` as it is; undefined for anything else. */
export async function arrange(
  path: string,
  spec: TensorSpec,
  data: unknown,
): Promise<Arranged | undefined> {
  if (isTensor(data)) return download(path, data);
  if (!isShaped(data)) return undefined;
  checkShaped(path, data);
  return { shape: data.shape, dtype: numberType(spec, data.values, false), storage: data.values };
}

/** Whether {@link arrange} knows what to do with it. */
export function isArrangeable(data: unknown): boolean {
  return isTensor(data) || isShaped(data);
}

async function download(path: string, tensor: Tensor): Promise<Arranged> {
  if (tensor.isDisposed) {
    throw new ParticleError({ code: 'disposed', summary: `${path} has been disposed of`, path });
  }
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
    throw new ParticleError({
      code: 'dtype-mismatch',
      summary: `${path} is a tensor of ${tensor.dtype}`,
      path,
      expected: 'float32, int32 or bool',
      found: tensor.dtype,
    });
  }
  const values: unknown = await tensor.data();
  return { shape: tensor.shape, dtype: tensor.dtype, storage: values as NumericArray };
}

// The class alone is Tensor<any> to the compiler.
function isTensor(data: unknown): data is Tensor {
  return data instanceof Tensor;
}

function isShaped(data: unknown): data is ShapedArray {
  return typeof data === 'object' && data !== null && 'values' in data && 'shape' in data;
}

function checkShaped(path: string, { values, shape }: ShapedArray): void {
  const isShape =
    Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!isNumericArray(values) || !isShape) {
    throw new ParticleError({
      code: 'value-invalid',
      summary: `${path} must be { values, shape }`,
      path,
      expected: 'values: a typed array; shape: whole numbers of at least 0',
      found: `values: ${describe(values)}; shape: ${describe(shape)}`,
    });
  }
  if (values.length === sizeOf(shape)) return;
  throw new ParticleError({
    code: 'data-length-mismatch',
    summary: `${path} has not as many values as its shape says`,
    path,
    expected: `${String(sizeOf(shape))} numbers for [${shape.join(', ')}]`,
    found: `${String(values.length)} numbers`,
  });
}
