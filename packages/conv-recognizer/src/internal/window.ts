import type { Padding } from '@sora-particles/combinator-core';
import type { Size2d } from '../size.ts';
import type { WindowHeight, WindowWidth } from '../window.ts';
import { heightOf, widthOf } from './size.ts';

/** How a window moves over an image. */
export interface Window<Dilation extends Size2d = Size2d> {
  /** Pixels that it covers. */
  readonly kernelSize: Size2d;
  /** Pixels by which it moves. */
  readonly strides: Size2d;
  /** How it meets the border. */
  readonly padding: Padding;
  /** Distance of neighbouring pixels that it sees. */
  readonly dilation: Dilation;
}

/** Height and width of what a window leaves, over the symbols `height` and `width`. */
export function windowOf<Dilation extends Size2d>({
  kernelSize,
  strides,
  padding,
  dilation,
}: Window<Dilation>): readonly [
  WindowHeight<Size2d, Size2d, Padding, Dilation>,
  WindowWidth<Size2d, Size2d, Padding, Dilation>,
] {
  return [
    ['window', 'height', heightOf(kernelSize), heightOf(strides), padding, heightOf(dilation)],
    ['window', 'width', widthOf(kernelSize), widthOf(strides), padding, widthOf(dilation)],
  ];
}
