import {
  abs,
  add,
  div,
  elu,
  erf,
  exp,
  leakyRelu,
  mul,
  relu,
  relu6,
  selu,
  sigmoid,
  softplus,
  sub,
  tanh,
  type Tensor,
} from '@tensorflow/tfjs-core';

const FUNCTIONS = {
  linear: (x: Tensor): Tensor => x,
  relu: (x: Tensor): Tensor => relu(x),
  relu6: (x: Tensor): Tensor => relu6(x),
  leakyRelu: (x: Tensor): Tensor => leakyRelu(x, 0.2),
  elu: (x: Tensor): Tensor => elu(x),
  selu: (x: Tensor): Tensor => selu(x),
  gelu: (x: Tensor): Tensor => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  silu: (x: Tensor): Tensor => mul(x, sigmoid(x)),
  tanh: (x: Tensor): Tensor => tanh(x),
  sigmoid: (x: Tensor): Tensor => sigmoid(x),
  softplus: (x: Tensor): Tensor => softplus(x),
  softsign: (x: Tensor): Tensor => div(x, add(abs(x), 1)),
  hardSigmoid: (x: Tensor): Tensor => mul(relu6(add(x, 3)), 1 / 6),
  hardSwish: (x: Tensor): Tensor => mul(x, mul(relu6(add(x, 3)), 1 / 6)),
  mish: (x: Tensor): Tensor => mul(x, tanh(softplus(x))),
  exponential: (x: Tensor): Tensor => exp(x),
} as const;

/** The activation functions that layers can apply to their output by name. */
export type ActivationName = keyof typeof FUNCTIONS;

/** All activation names. `softmax` is not one: it is a particle of its own, so that losses see logits. */
export const activationNames = Object.keys(FUNCTIONS) as readonly ActivationName[];

/** The activation function of this name, with its default parameters; for use inside a `run`. */
export function activate(name: ActivationName, x: Tensor): Tensor {
  return FUNCTIONS[name](x);
}

/**
 * Gaussian error linear unit as approximated by a tanh:
 * y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))).
 */
export function geluTanh(x: Tensor): Tensor {
  const cubic = mul(mul(x, mul(x, x)), 0.044715);
  return mul(mul(x, 0.5), add(tanh(mul(add(x, cubic), Math.sqrt(2 / Math.PI))), 1));
}

/** Exponential linear unit with another saturation than 1: x above 0, alpha (e^x - 1) below. */
export function eluOf(x: Tensor, alpha: number): Tensor {
  const positive = relu(x);
  return alpha === 1 ? elu(x) : add(positive, mul(elu(sub(x, positive)), alpha));
}
