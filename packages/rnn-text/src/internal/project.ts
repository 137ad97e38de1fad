import { add, matMul, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * x kernel + bias over the last axis, `[batch, time, in]` to `[batch, time, out]`. The axes of the kernel
 * that are not those of the input count as one: `[in, heads, size]` gives heads * size numbers.
 *
 * @param inputSize - How many numbers of the kernel's first axes belong to the input.
 */
export function project(x: Tensor, inputSize: number, kernel: Tensor, bias?: Tensor): Tensor {
  const [batch = 0, time = 0] = x.shape;
  const outputSize = kernel.size / inputSize;
  const product = matMul(
    reshape(x, [batch * time, inputSize]),
    reshape(kernel, [inputSize, outputSize]),
  );
  // Not fused: the kernel of WebAssembly (TensorFlow.js 4.22) refuses a bias that once had more axes.
  const y = bias === undefined ? product : add(product, reshape(bias, [outputSize]));
  return reshape(y, [batch, time, outputSize]);
}
