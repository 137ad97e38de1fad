import type { Padding } from '@sora-particles/combinator-core';

/** How a window moves, both ways written out. */
export interface Window {
  readonly kernelSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly dilation: readonly [number, number];
}

/** Images as nested lists: batch, row, column, channel. */
export type ImageList = readonly (readonly (readonly (readonly number[])[])[])[];

/** A pixel that a window sees: where in the window it is, and its channels. */
export interface Seen {
  readonly u: number;
  readonly v: number;
  readonly pixel: readonly number[];
}

/** Slides a window over each image, one plain loop inside the other, and computes each output pixel. */
export function slide(
  images: ImageList,
  { kernelSize, strides, padding, dilation }: Window,
  compute: (seen: readonly Seen[]) => readonly number[],
): ImageList {
  return images.map((image) => {
    const rows = positions(image.length, kernelSize[0], strides[0], padding, dilation[0]);
    const columns = positions(
      image[0]?.length ?? 0,
      kernelSize[1],
      strides[1],
      padding,
      dilation[1],
    );
    return rows.map((top) =>
      columns.map((left) => {
        const seen: Seen[] = [];
        for (let u = 0; u < kernelSize[0]; u++) {
          for (let v = 0; v < kernelSize[1]; v++) {
            const pixel = image[top + u * dilation[0]]?.[left + v * dilation[1]];
            if (pixel !== undefined) seen.push({ u, v, pixel });
          }
        }
        return compute(seen);
      }),
    );
  });
}

/** Where the windows of one axis begin; before 0 where the border is padded. */
function positions(
  size: number,
  kernel: number,
  stride: number,
  padding: Padding,
  dilation: number,
): readonly number[] {
  const reach = (kernel - 1) * dilation + 1;
  const starts: number[] = [];
  if (padding === 'valid') {
    for (let start = 0; start + reach <= size; start += stride) starts.push(start);
    return starts;
  }
  const count = Math.ceil(size / stride);
  const missing = Math.max(0, (count - 1) * stride + reach - size);
  for (let i = 0; i < count; i++) starts.push(i * stride - Math.floor(missing / 2));
  return starts;
}
