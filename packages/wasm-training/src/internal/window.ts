import type { backend_util } from '@tensorflow/tfjs-core';

/** Geometry of a window that slides over height and width, as TensorFlow.js computes it. */
export type Geometry = backend_util.Conv2DInfo;

/** Half-open interval of positions. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * The output positions along one axis at which a given tap of the window lies inside the input:
 * 0 <= stride * position + offset < size.
 */
export function inside(size: number, outSize: number, stride: number, offset: number): Interval {
  const from = Math.min(outSize, Math.max(0, Math.ceil(-offset / stride)));
  const to = Math.max(from, Math.min(outSize, Math.ceil((size - offset) / stride)));
  return { from, to };
}

/** How far the tap in row `row` of the window lies below the first row of its input. */
export function rowOffset(geometry: Geometry, row: number): number {
  return row * geometry.dilationHeight - geometry.padInfo.top;
}

/** How far the tap in column `column` of the window lies right of the first column of its input. */
export function columnOffset(geometry: Geometry, column: number): number {
  return column * geometry.dilationWidth - geometry.padInfo.left;
}

/** How many items of a batch to treat at once so that `floatsPerItem` each stay within about 4 MB. */
export function itemsAtOnce(batchSize: number, floatsPerItem: number): number {
  return Math.max(1, Math.min(batchSize, Math.floor(1_000_000 / floatsPerItem)));
}
