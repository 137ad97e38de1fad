/** Typed arrays that hold examples. 8-bit ones are converted batch by batch, never as a whole. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

// By tag, not by class, so that arrays from another realm (a worker, a test's sandbox) count too.
const TAGS = /^(?:Float(?:32|64)|Int(?:8|16|32)|Uint(?:8|8Clamped|16|32))Array$/;

/** Whether a value is a typed array of numbers (not of bigints, and no `DataView`). */
export function isNumericArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && TAGS.test(tagOf(value));
}

/** Whether an array can hold fractions, NaN and Infinity. */
export function isFloatArray(values: NumericArray): boolean {
  return tagOf(values).startsWith('Float');
}

/** The lowest and highest number that an array of integers can hold. */
export function integerLimits(values: NumericArray): readonly [lowest: number, highest: number] {
  const bits = 8 * values.BYTES_PER_ELEMENT;
  return tagOf(values).startsWith('Int')
    ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
    : [0, 2 ** bits - 1];
}

/** How many numbers a shape holds; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function tagOf(view: ArrayBufferView): string {
  return (view as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
}
