/** Element types that a weight file holds, as TensorFlow.js names them. */
export type StoredDType = 'float32' | 'int32' | 'bool';

/** Name, element type and sizes of a tensor. */
export interface TensorHeader {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
}

/** A tensor in memory. The length of `data` is the product of `shape`; a bool is a byte, 0 or 1. */
export interface TensorData extends TensorHeader {
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** The most axes that TensorFlow.js has names for. */
export const MAX_RANK = 6;

/** Bytes of one element. */
function bytesPerElement(dtype: StoredDType): number {
  return dtype === 'bool' ? 1 : 4;
}

/**
 * Bytes of a tensor, or `undefined` if its sizes are no sizes or multiply to more than can be counted
 * exactly. Nothing is allocated.
 */
export function byteLengthOf({ dtype, shape }: Omit<TensorHeader, 'name'>): number | undefined {
  if (shape.length > MAX_RANK) return undefined;
  let bytes = bytesPerElement(dtype);
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    bytes *= size;
    // Past 2^53 a product is rounded, and a later zero would hide it.
    if (!Number.isSafeInteger(bytes)) return undefined;
  }
  return bytes;
}

/** Whether the running machine keeps the low byte first, as weight files do. */
export const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The bytes with the four of each element turned round. */
export function swapBytes(bytes: Uint8Array): Uint8Array {
  const swapped = bytes.slice();
  for (let at = 0; at + 4 <= swapped.length; at += 4) swapped.subarray(at, at + 4).reverse();
  return swapped;
}
