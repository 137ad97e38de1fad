import { is, type OptionCheck } from '@sora-particles/combinator-core';
import type { HeightOf, Size2d, WidthOf } from '../size.ts';

/** The height of a size. */
export function heightOf<Size extends Size2d>(size: Size): HeightOf<Size> {
  return (typeof size === 'number' ? size : size[0]) as HeightOf<Size>;
}

/** The width of a size. */
export function widthOf<Size extends Size2d>(size: Size): WidthOf<Size> {
  return (typeof size === 'number' ? size : size[1]) as WidthOf<Size>;
}

/** `[height, width]` of a size. */
export function pairOf(size: Size2d): [height: number, width: number] {
  return [heightOf(size), widthOf(size)];
}

/** A copy, so that a list of the caller's is neither kept nor frozen. */
export function copyOf(size: Size2d): Size2d {
  return typeof size === 'number' ? size : [size[0], size[1]];
}

/** Passes a positive integer or a pair of them. */
export const isSize2d: OptionCheck = is.anyOf(
  is.positiveInteger,
  is.arrayOf(is.positiveInteger, 2),
);

/** Passes the two ways to meet a border. */
export const isPadding: OptionCheck = is.oneOf('valid', 'same');
