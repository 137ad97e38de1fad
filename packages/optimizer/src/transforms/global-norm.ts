import type { TensorRecord } from '@sora-particles/combinator-core';
import { addN, scalar, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The L2 norm of all tensors taken together: sqrt of the sum of all squares. Optax `global_norm`.
 *
 * @param record - Gradients, updates or weights by path, float32.
 * @returns Scalar, float32; 0 for an empty record, not finite if any element is not.
 *
 * @example
 * ```ts
 * import { globalNorm } from '@sora-particles/optimizer';
 * import { tensor } from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-cpu';
 *
 * console.log(globalNorm({ a: tensor([3]), b: tensor([4]) }).arraySync()); // 5
 * ```
 */
export function globalNorm(record: TensorRecord): Tensor {
  const squares = Object.values(record).map((value) => sum(square(value)));
  return squares.length === 0 ? scalar(0) : sqrt(addN(squares));
}
