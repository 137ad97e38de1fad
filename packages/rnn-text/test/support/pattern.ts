import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Numbers in [-1, 1) that depend on the label and the position only, the same bits as `pattern` of
 * tools/golden/conv.py: neither inputs nor weights of the golden vectors need to be stored.
 */
function patternValues(label: string, count: number): Float32Array {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(label)) seed = Math.imul(seed ^ byte, 16777619);
  return Float32Array.from({ length: count }, (_, i) => {
    let hash = Math.imul(i + seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
    hash ^= hash >>> 13;
    return (hash >>> 0) / 2 ** 31 - 1;
  });
}

/** {@link patternValues} as a tensor, which the caller owns. */
export function pattern(label: string, shape: readonly number[]): Tensor {
  return tensor(patternValues(label, sizeOf(shape)), [...shape], 'float32');
}

/** How many numbers a shape holds. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
