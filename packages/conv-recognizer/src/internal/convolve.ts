import {
  add,
  conv2d,
  depthwiseConv2d,
  fused,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Padding } from '@sora-particles/combinator-core';
import { activate, type ActivationName } from '@sora-particles/combinator-core/elementary';
import type { Size2d } from '../size.ts';
import { dilated } from './dilated.ts';
import { pairOf } from './size.ts';

/** One convolution to compute. */
export interface Convolution {
  readonly x: Tensor;
  /** `[height, width, channels, filters]`, or `[height, width, channels, multiplier]` if depthwise. */
  readonly kernel: Tensor;
  readonly bias?: Tensor | undefined;
  /** Default 1. */
  readonly strides?: Size2d;
  /** Default `'valid'`. */
  readonly padding?: Padding;
  /** Default 1. */
  readonly dilation?: Size2d;
  /** Default `'linear'`. */
  readonly activation?: ActivationName;
  readonly training: boolean;
}

type Operation = typeof conv2d;
type FusedOperation = typeof fused.conv2d | typeof fused.depthwiseConv2d;

/** Activations that backends compute together with a convolution. */
const FUSED = { linear: 'linear', relu: 'relu', relu6: 'relu6' } as const;

/** A convolution over all channels, with bias and activation. */
export function convolve(convolution: Convolution): Tensor {
  return compute(convolution, conv2d, fused.conv2d);
}

/** A convolution of each channel by itself, with bias and activation. */
export function convolveDepthwise(convolution: Convolution): Tensor {
  return compute(convolution, depthwiseConv2d, fused.depthwiseConv2d);
}

function compute(convolution: Convolution, plain: Operation, fusedForm: FusedOperation): Tensor {
  const { bias, strides = 1, padding = 'valid', activation = 'linear', training } = convolution;
  const x = convolution.x as Tensor4D;
  const filter = convolution.kernel as Tensor4D;
  const dilation = pairOf(convolution.dilation ?? 1);
  if (dilation[0] !== 1 || dilation[1] !== 1) {
    const window = [filter.shape[0], filter.shape[1]] as const;
    const y = dilated(x, window, dilation, padding, (part) => plain(part, filter, 1, 'valid'));
    return activate(activation, addBias(y, bias));
  }
  // A training step needs the parts for its gradients; only inference gains from a fused kernel.
  if (training || !Object.hasOwn(FUSED, activation)) {
    return activate(activation, addBias(plain(x, filter, pairOf(strides), padding), bias));
  }
  return fusedForm({
    x,
    filter,
    strides: pairOf(strides),
    pad: padding,
    activation: FUSED[activation as keyof typeof FUSED],
    ...(bias !== undefined && { bias }),
  });
}

function addBias(y: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? y : add(y, bias);
}
