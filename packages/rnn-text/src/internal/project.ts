import { fused, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * x kernel + bias over the last axis, `[batch, time, in]` to `[batch, time, out]`. The axes of the kernel
 * that are not those of the input count as one: `[in, heads, size]` gives heads * size numbers.
 *
 * @param inputSize - How many numbers of the kernel's first axes belong to the input.
 */
export function project(x: Tensor, inputSize: number, kernel: Tensor, bias?: Tensor): Tensor {
  const [batch = 0, time = 0] = x.shape;
  const outputSize = kernel.size / inputSize;
  const product = fused.matMul({
    a: reshape(x, [batch * time, inputSize]),
    b: reshape(kernel, [inputSize, outputSize]),
    ...(bias && { bias: reshape(bias, [outputSize]) }),
  });
  return reshape(product, [batch, time, outputSize]);
}
