import {
  cast,
  engine,
  getBackend,
  getGradient,
  getKernel,
  type GradConfig,
  mul,
  registerGradient,
  Relu,
  step,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { RELU_GRAD } from './kernels/relu-grad.ts';

/**
 * Makes the gradient of relu one kernel instead of three. Gradients are the same for all backends, so
 * this one asks at each call whether the backend in use has the kernel, and else does what
 * TensorFlow.js does. Whoever registers gradients later (importing tfjs-layers does) puts the old one
 * back: slower, no less right.
 */
export function registerReluGradient(): void {
  const known = getGradient(Relu) as GradConfig | undefined;
  if (known === reluGradient) return;
  registerGradient(reluGradient);
  // Its own gradient, for those who differentiate twice.
  registerGradient(reluGradGradient);
}

const reluGradient: GradConfig = {
  kernelName: Relu,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => throughRelu(dy as Tensor, x as Tensor) }),
};

const reluGradGradient: GradConfig = {
  kernelName: RELU_GRAD,
  inputsToSave: ['x'],
  gradFunc: (ddx, [x]) => ({
    x: () => zerosLike(x as Tensor),
    dy: () => throughRelu(ddx as Tensor, x as Tensor),
  }),
};

function throughRelu(dy: Tensor, x: Tensor): Tensor {
  const kernel = getKernel(RELU_GRAD, getBackend()) as object | undefined;
  return kernel === undefined
    ? mul(dy, cast(step(x), 'float32'))
    : engine().runKernel<Tensor>(RELU_GRAD, { x, dy });
}
