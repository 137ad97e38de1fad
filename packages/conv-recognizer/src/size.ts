/** A size along height and width: one number for both, or `[height, width]`. */
export type Size2d = number | readonly [height: number, width: number];

/** The height of a {@link Size2d}, as a literal where it is one. */
export type HeightOf<Size extends Size2d> = Size extends readonly [
  infer Height extends number,
  number,
]
  ? Height
  : Size extends number
    ? Size
    : number;

/** The width of a {@link Size2d}, as a literal where it is one. */
export type WidthOf<Size extends Size2d> = Size extends readonly [
  number,
  infer Width extends number,
]
  ? Width
  : Size extends number
    ? Size
    : number;
