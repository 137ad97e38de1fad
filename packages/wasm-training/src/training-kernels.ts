import type { TrainingKernel } from './kernel.ts';
import { adamStep } from './kernels/adam-step.ts';
import { avgPoolGrad } from './kernels/avg-pool-grad.ts';
import { batchMatMul } from './kernels/batch-mat-mul.ts';
import { clipByValue, relu6 } from './kernels/clip.ts';
import {
  conv2D,
  depthwiseConv2d,
  fusedConv2D,
  fusedDepthwiseConv2D,
} from './kernels/convolution.ts';
import { conv2DBackpropFilter } from './kernels/conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './kernels/conv2d-backprop-input.ts';
import { depthwiseBackpropFilter } from './kernels/depthwise-backprop-filter.ts';
import { depthwiseBackpropInput } from './kernels/depthwise-backprop-input.ts';
import { einsum } from './kernels/einsum.ts';
import { fusedMatMul } from './kernels/fused-mat-mul.ts';
import { cast, identity } from './kernels/identity.ts';
import { maxPoolGrad } from './kernels/max-pool-grad.ts';
import { maximum, minimum } from './kernels/maximum.ts';
import { avgPool, maxPool } from './kernels/pooling.ts';
import { mean, sum } from './kernels/reduce-leading-axes.ts';
import { prelu } from './kernels/prelu.ts';
import { reluGrad } from './kernels/relu-grad.ts';
import { reverse } from './kernels/reverse.ts';
import { slice, split, unpack } from './kernels/slice.ts';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.ts';

/** All kernels of this package. */
export const trainingKernels: readonly TrainingKernel[] = [
  // missing in the stock backend
  conv2DBackpropFilter,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  unsortedSegmentSum,
  einsum,
  // our own
  reluGrad,
  adamStep,
  // there, but slow
  conv2D,
  fusedConv2D,
  depthwiseConv2d,
  fusedDepthwiseConv2D,
  conv2DBackpropInput,
  maxPoolGrad,
  avgPool,
  avgPoolGrad,
  batchMatMul,
  sum,
  mean,
  slice,
  split,
  unpack,
  identity,
  cast,
  // there, but writing where they must not
  reverse,
  // there, but wrong
  prelu,
  // there, but hiding NaN
  clipByValue,
  relu6,
  maximum,
  minimum,
  maxPool,
  fusedMatMul,
];
