import '@tensorflow/tfjs-backend-wasm';
import { registerGradients } from '@sora-particles/combinator-core';
import { eagerEngine } from '@sora-particles/combinator-core';
import {
  concat,
  type KernelFunc,
  matMul,
  oneHot,
  ready,
  registerKernel,
  reshape,
  setBackend,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { BenchError } from '../bench-error.ts';
import type { Started } from './sora.ts';

/**
 * The stock WebAssembly backend with the kernels that it lacks made of its own operations: what one gets
 * without kernels in WebAssembly. For windows that move by one pixel, without padding, which is what the
 * digits network has.
 */
const kernels: Readonly<Record<string, KernelFunc>> = {
  Conv2DBackpropFilter: ({ inputs, attrs }) => {
    const { x, dy } = inputs as unknown as Record<'x' | 'dy', Tensor4D>;
    const { filterShape, strides, pad } = attrs as unknown as {
      readonly filterShape: [number, number, number, number];
      readonly strides: unknown;
      readonly pad: unknown;
    };
    if (String(strides).replace('1,1', '1') !== '1' || pad !== 'valid') {
      throw new BenchError('composed only for strides of 1 without padding');
    }
    const [height, width, channels, filters] = filterShape;
    const [batch, outHeight, outWidth] = dy.shape;
    const pixels = batch * outHeight * outWidth;
    return tidy(() => {
      const columns = Array.from({ length: height * width }, (_, place) => {
        const begin = [0, Math.floor(place / width), place % width, 0];
        const seen = slice(x, begin, [batch, outHeight, outWidth, channels]);
        return reshape(seen, [pixels, channels]);
      });
      const slopes = reshape(dy, [pixels, filters]);
      return reshape(matMul(concat(columns, 1), slopes, true, false), filterShape);
    });
  },
  UnsortedSegmentSum: ({ inputs, attrs }) => {
    const { x, segmentIds } = inputs as unknown as { x: Tensor; segmentIds: Tensor1D };
    const segments = (attrs as unknown as { readonly numSegments: number }).numSegments;
    const [rows = 0, ...row] = x.shape;
    return tidy(() => {
      const membership = oneHot(segmentIds, segments, 1, 0, 'float32');
      const sums = matMul(membership, reshape(x, [rows, -1]), true, false);
      return reshape(sums, [segments, ...row]);
    });
  },
};

/** Starts it. */
export async function startComposed(): Promise<Started> {
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
  registerGradients();
  if (!(await setBackend('wasm'))) throw new BenchError('the WebAssembly backend does not start');
  await ready();
  return {
    engine: eagerEngine(),
    description: 'stock WebAssembly, missing kernels composed of its operations',
  };
}
