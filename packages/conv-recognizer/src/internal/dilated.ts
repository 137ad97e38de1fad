import { batchToSpaceND, spaceToBatchND, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Padding } from '@sora-particles/combinator-core';

/** `[height, width]`. */
type Pair = readonly [number, number];

/**
 * A dilated convolution with stride 1 as a plain one: the image is dealt out to dilation[0] *
 * dilation[1] smaller images, one for each phase of the grid, these are convolved, and the results
 * put back together. The sums are the same, at the same cost.
 *
 * TensorFlow.js has dilated kernels but no gradients for them, which is why this is here.
 *
 * @param convolve - The plain convolution: stride 1, padding `'valid'`.
 */
export function dilated(
  x: Tensor4D,
  kernel: Pair,
  dilation: Pair,
  padding: Padding,
  convolve: (x: Tensor4D) => Tensor4D,
): Tensor4D {
  const height = phases(x.shape[1], kernel[0], dilation[0], padding);
  const width = phases(x.shape[2], kernel[1], dilation[1], padding);
  const parts = spaceToBatchND(x, [...dilation], [height.padding, width.padding]);
  return batchToSpaceND(convolve(parts), [...dilation], [height.crop, width.crop]);
}

/** How one axis is padded, so that the dilation divides it, and how the result is cropped. */
function phases(size: number, kernel: number, dilation: number, padding: Padding) {
  const around = padding === 'same' ? (kernel - 1) * dilation : 0;
  const before = Math.floor(around / 2);
  const surplus = (dilation - ((size + around) % dilation)) % dilation;
  return { padding: [before, around - before + surplus], crop: [0, surplus] };
}
