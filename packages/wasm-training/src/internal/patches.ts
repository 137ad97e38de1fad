import { columnOffset, type Geometry, inside, rowOffset } from './window.ts';

/**
 * Writes what each tap of the window sees into one row: [kernelHeight, kernelWidth, channels] x
 * [items, outHeight, outWidth] (im2col). The filter gradient is then one plain matrix product.
 *
 * @param x - Values of [batch, height, width, channels].
 * @param out - Takes all rows; every value is written.
 * @param first - First item of the batch to treat.
 * @param items - How many items to treat.
 */
export function writePatches(
  x: Float32Array,
  out: Float32Array,
  geometry: Geometry,
  first: number,
  items: number,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } =
    geometry;
  const { strideHeight, strideWidth } = geometry;
  const positions = items * outHeight * outWidth;
  const step = strideWidth * inChannels;
  for (let i = 0; i < filterHeight; i++) {
    const rows = inside(inHeight, outHeight, strideHeight, rowOffset(geometry, i));
    for (let j = 0; j < filterWidth; j++) {
      const offset = columnOffset(geometry, j);
      const columns = inside(inWidth, outWidth, strideWidth, offset);
      const tap = (i * filterWidth + j) * inChannels * positions;
      for (let item = 0; item < items; item++) {
        for (let row = 0; row < outHeight; row++) {
          const seen = row >= rows.from && row < rows.to;
          const y = row * strideHeight + rowOffset(geometry, i);
          const source = (((first + item) * inHeight + y) * inWidth + offset) * inChannels;
          for (let channel = 0; channel < inChannels; channel++) {
            const target = tap + channel * positions + (item * outHeight + row) * outWidth;
            if (!seen) {
              for (let q = 0; q < outWidth; q++) out[target + q] = 0;
              continue;
            }
            for (let q = 0; q < columns.from; q++) out[target + q] = 0;
            let from = source + columns.from * step + channel;
            for (let q = columns.from; q < columns.to; q++, from += step) {
              out[target + q] = x[from] as number;
            }
            for (let q = columns.to; q < outWidth; q++) out[target + q] = 0;
          }
        }
      }
    }
  }
}

/**
 * The way back: adds rows of [items, outHeight, outWidth] x [kernelHeight, kernelWidth, channels] to
 * the places of the input that each tap saw (col2im).
 */
export function addPatches(
  patches: Float32Array,
  dx: Float32Array,
  geometry: Geometry,
  first: number,
  items: number,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } =
    geometry;
  const { strideHeight, strideWidth } = geometry;
  const perPosition = filterHeight * filterWidth * inChannels;
  for (let i = 0; i < filterHeight; i++) {
    const rows = inside(inHeight, outHeight, strideHeight, rowOffset(geometry, i));
    for (let j = 0; j < filterWidth; j++) {
      const offset = columnOffset(geometry, j);
      const columns = inside(inWidth, outWidth, strideWidth, offset);
      const tap = (i * filterWidth + j) * inChannels;
      for (let item = 0; item < items; item++) {
        for (let row = rows.from; row < rows.to; row++) {
          const y = row * strideHeight + rowOffset(geometry, i);
          const target = (((first + item) * inHeight + y) * inWidth + offset) * inChannels;
          const source = (item * outHeight + row) * outWidth * perPosition + tap;
          for (let q = columns.from; q < columns.to; q++) {
            const from = source + q * perPosition;
            const to = target + q * strideWidth * inChannels;
            for (let channel = 0; channel < inChannels; channel++) {
              dx[to + channel] = (dx[to + channel] as number) + (patches[from + channel] as number);
            }
          }
        }
      }
    }
  }
}

/**
 * Writes what one tap of the window sees, [batch, outHeight, outWidth, channels], zero outside of the
 * input.
 */
export function writeTap(
  x: Float32Array,
  out: Float32Array,
  geometry: Geometry,
  i: number,
  j: number,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = geometry;
  const { strideHeight, strideWidth } = geometry;
  const offset = columnOffset(geometry, j);
  const rows = inside(inHeight, outHeight, strideHeight, rowOffset(geometry, i));
  const columns = inside(inWidth, outWidth, strideWidth, offset);
  out.fill(0);
  for (let item = 0; item < batchSize; item++) {
    for (let row = rows.from; row < rows.to; row++) {
      const y = row * strideHeight + rowOffset(geometry, i);
      const source = ((item * inHeight + y) * inWidth + offset) * inChannels;
      const target = (item * outHeight + row) * outWidth * inChannels;
      if (strideWidth === 1) {
        const from = source + columns.from * inChannels;
        const length = (columns.to - columns.from) * inChannels;
        out.set(x.subarray(from, from + length), target + columns.from * inChannels);
        continue;
      }
      for (let q = columns.from; q < columns.to; q++) {
        const from = source + q * strideWidth * inChannels;
        const to = target + q * inChannels;
        for (let channel = 0; channel < inChannels; channel++) {
          out[to + channel] = x[from + channel] as number;
        }
      }
    }
  }
}
