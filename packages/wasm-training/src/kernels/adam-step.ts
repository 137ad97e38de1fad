import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/** The name of a kernel of our own. */
export const ADAM_STEP = 'AdamStep';

/** A weight, its gradient and Adam's two means, all float32 and of one shape. */
export interface AdamInputs {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  readonly mean: Tensor;
  readonly square: Tensor;
}

/** The numbers of one step; see {@link composedAdamStep}. */
export interface AdamNumbers {
  readonly scale: number;
  readonly rate1: number;
  readonly rate2: number;
  readonly epsilon: number;
}

/**
 * One step of Adam in one pass over the weight. Output: the new weight and the two new means, as new
 * tensors: what is changed in place would keep its id, under which the backend caches packed weights.
 */
export const adamStep = defineKernel<AdamInputs, AdamNumbers>(ADAM_STEP, {
  simd({ inputs, attrs }, { kernels, addressOf, allocate }) {
    const { weight, gradient, mean, square } = inputs;
    if ([weight, gradient, mean, square].some(({ dtype }) => dtype !== 'float32')) return undefined;
    const next: TensorInfo[] = [1, 2, 3].map(() => allocate(weight.shape));
    const [w = 0, m = 0, v = 0] = next.map(addressOf);
    const from = [weight, gradient, mean, square].map(addressOf) as [
      number,
      number,
      number,
      number,
    ];
    const { scale, rate1, rate2, epsilon } = attrs;
    kernels.adam(...from, w, m, v, weight.size, scale, rate1, rate2, epsilon);
    return next;
  },
  composed: ({ inputs, attrs }) => composedAdamStep(inputs, attrs),
});

/**
 * The same of TensorFlow.js operations: mean' = mean + (g - mean) rate1, square' = square + (g g - square)
 * rate2, weight' = weight + scale mean' / (sqrt(square') + epsilon).
 */
export function composedAdamStep(
  { weight, gradient, mean, square: before }: AdamInputs,
  { scale, rate1, rate2, epsilon }: AdamNumbers,
): Tensor[] {
  const nextMean = add(mean, mul(sub(gradient, mean), rate1));
  const nextSquare = add(before, mul(sub(square(gradient), before), rate2));
  const move = div(mul(nextMean, scale), add(sqrt(nextSquare), epsilon));
  return [add(weight, move), nextMean, nextSquare];
}
