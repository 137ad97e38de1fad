import type { RunContext } from '@sora-particles/combinator-core';
import { cast, greaterEqual, mul, type Tensor } from '@tensorflow/tfjs-core';

/** Dropout, as the particle of the core does it: while training each value is 0 with probability `rate`. */
export function drop(x: Tensor, rate: number, { training, random }: RunContext): Tensor {
  if (!training || rate === 0) return x;
  const kept = cast(greaterEqual(random.uniform(x.shape), rate), 'float32');
  return mul(x, mul(kept, 1 / (1 - rate)));
}
