import { reshape, type Rank, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';

/** One image or any number of leading axes, seen as a batch. */
export interface Images {
  /** `[count, height, width, channels]`. */
  readonly batch: Tensor4D;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Gives a batch the leading axes back. */
  readonly restore: (batch: Tensor) => Tensor;
}

/** Sees `[...lead, height, width, channels]` as a batch of images. */
export function asImages(x: Tensor): Images {
  const lead = x.shape.slice(0, -3);
  const [height = 1, width = 1, channels = 1] = x.shape.slice(-3);
  const count = lead.reduce((product, size) => product * size, 1);
  return {
    batch: reshape<Rank.R4>(x, [count, height, width, channels]),
    count,
    height,
    width,
    channels,
    restore: (batch) => reshape(batch, [...lead, ...batch.shape.slice(1)]),
  };
}
