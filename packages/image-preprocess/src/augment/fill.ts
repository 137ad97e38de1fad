import { is, optional } from '@sora-particles/combinator-core';

/** How positions outside of an image are filled. */
export interface FillOptions {
  /**
   * `'reflect'` mirrors the image at its border (b a | a b c | c b), `'nearest'` continues the border,
   * `'constant'` takes `fillValue`. Default `'reflect'`, as in Keras.
   */
  readonly fillMode?: FillMode;
  /** The value for `'constant'`, in the range of the images. Default 0. */
  readonly fillValue?: number;
}

/** How positions outside of an image are filled. */
export type FillMode = 'constant' | 'nearest' | 'reflect';

/** A filling with nothing left open. */
export interface Fill {
  readonly mode: FillMode;
  readonly value: number;
}

/** Checks for `checkOptions`. */
export const fillChecks = {
  fillMode: optional(is.oneOf('constant', 'nearest', 'reflect')),
  fillValue: optional(is.finite),
};

/** The filling that options ask for. */
export function fillOf({ fillMode = 'reflect', fillValue = 0 }: FillOptions): Fill {
  return { mode: fillMode, value: fillValue };
}
