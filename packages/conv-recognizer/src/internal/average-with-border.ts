import { avgPool, mul, pad, tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/** `[height, width]`. */
type Pair = readonly [number, number];

/**
 * Average pooling with padding `'same'`, where a window that the border cuts is averaged over the
 * pixels that it has: zeros are put around the image, and the mean over the whole window is made up
 * for those.
 *
 * TensorFlow.js computes the same values, but its gradient divides by the whole window at the border.
 */
export function averageWithBorder(x: Tensor4D, poolSize: Pair, strides: Pair): Tensor4D {
  const rows = axis(x.shape[1], poolSize[0], strides[0]);
  const columns = axis(x.shape[2], poolSize[1], strides[1]);
  const inside = [...rows.padding, ...columns.padding].every((size) => size === 0);
  if (inside) return avgPool(x, [...poolSize], [...strides], 'valid');
  const padded = pad(x, [[0, 0], rows.padding, columns.padding, [0, 0]]);
  const whole = poolSize[0] * poolSize[1];
  const factors = rows.counts.flatMap((height) =>
    columns.counts.map((width) => whole / (height * width)),
  );
  const correction = tensor(factors, [1, rows.counts.length, columns.counts.length, 1], 'float32');
  return mul(avgPool(padded, [...poolSize], [...strides], 'valid'), correction);
}

/** Padding of one axis, and how many pixels each of its windows has. */
function axis(
  size: number,
  pool: number,
  stride: number,
): { readonly padding: [number, number]; readonly counts: readonly number[] } {
  const windows = Math.ceil(size / stride);
  const around = Math.max(0, (windows - 1) * stride + pool - size);
  const before = Math.floor(around / 2);
  const counts = Array.from({ length: windows }, (_, i) => {
    const first = i * stride - before;
    return Math.min(size, first + pool) - Math.max(0, first);
  });
  return { padding: [before, around - before], counts };
}
