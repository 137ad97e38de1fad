import type { Padding } from '@sora-particles/combinator-core';
import type { HeightOf, Size2d, WidthOf } from './size.ts';

/** The height that a sliding window leaves, over the symbol `height`. */
export type WindowHeight<
  Kernel extends Size2d,
  Strides extends Size2d,
  Border extends Padding,
  Dilation extends Size2d = 1,
> = readonly ['window', 'height', HeightOf<Kernel>, HeightOf<Strides>, Border, HeightOf<Dilation>];

/** The width that a sliding window leaves, over the symbol `width`. */
export type WindowWidth<
  Kernel extends Size2d,
  Strides extends Size2d,
  Border extends Padding,
  Dilation extends Size2d = 1,
> = readonly ['window', 'width', WidthOf<Kernel>, WidthOf<Strides>, Border, WidthOf<Dilation>];
