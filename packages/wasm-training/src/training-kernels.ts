import type { TrainingKernel } from './kernel.ts';
import { avgPoolGrad } from './kernels/avg-pool-grad.ts';
import { batchMatMul } from './kernels/batch-mat-mul.ts';
import { clipByValue, relu6 } from './kernels/clip.ts';
import { conv2DBackpropFilter } from './kernels/conv2d-backprop-filter.ts';
import { conv2DBackpropInput } from './kernels/conv2d-backprop-input.ts';
import { depthwiseBackpropFilter } from './kernels/depthwise-backprop-filter.ts';
import { depthwiseBackpropInput } from './kernels/depthwise-backprop-input.ts';
import { fusedMatMul } from './kernels/fused-mat-mul.ts';
import { cast, identity } from './kernels/identity.ts';
import { maxPoolGrad } from './kernels/max-pool-grad.ts';
import { mean, sum } from './kernels/reduce-leading-axes.ts';
import { slice } from './kernels/slice.ts';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.ts';

/** All kernels of this package. */
export const trainingKernels: readonly TrainingKernel[] = [
  // missing in the stock backend
  conv2DBackpropFilter,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  unsortedSegmentSum,
  // there, but slow
  conv2DBackpropInput,
  maxPoolGrad,
  avgPoolGrad,
  batchMatMul,
  sum,
  mean,
  slice,
  identity,
  cast,
  // there, but hiding NaN
  clipByValue,
  relu6,
  fusedMatMul,
];
