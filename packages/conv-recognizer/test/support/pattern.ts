import { tensor, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Numbers in [-1, 1) that depend on the label and the position only, the same bits as `pattern` of
 * tools/golden/conv.py: neither inputs nor weights of the golden vectors need to be stored.
 */
export function patternValues(label: string, count: number): Float32Array {
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
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The value of the weight with this path in the golden networks, as `weight` of tools/golden/conv_networks.py. */
export function patternWeight(path: string, shape: readonly number[]): Tensor {
  const values = patternValues(path, sizeOf(shape));
  return tensor(values.map(rule(path, shape)), [...shape], 'float32');
}

function rule(path: string, shape: readonly number[]): (value: number) => number {
  const kind = path.slice(path.lastIndexOf('/') + 1);
  if (kind === 'gamma') return (value) => 1 + 0.2 * value;
  if (kind === 'movingVariance') return (value) => 1 + 0.5 * value;
  if (kind !== 'kernel') return (value) => 0.1 * value;
  const inputs = sizeOf(path.includes('depthwise') ? shape.slice(0, 2) : shape.slice(0, -1));
  return (value) => value * Math.sqrt(6 / inputs);
}
