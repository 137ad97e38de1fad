/** How a window meets the border: `'valid'` stays inside, `'same'` keeps ceil(size / stride) positions. */
export type Padding = 'valid' | 'same';

/**
 * A size that follows from other sizes, as plain data.
 *
 * - `['add', a, b, ...]`: the sum. Numbers may be negative: `['add', 'height', -2]`.
 * - `['mul', a, b, ...]`: the product. A spread symbol stands for all the axes that it matched.
 * - `['div', a, n]`: the exact quotient; a remainder is an error.
 * - `['window', size, kernel, stride, padding, dilation?]`: how many positions a sliding window has:
 *   floor((size - (kernel - 1) dilation - 1) / stride) + 1 for `'valid'`, ceil(size / stride) for `'same'`.
 */
export type DimExpression =
  | readonly ['add', ...Dim[]]
  | readonly ['mul', ...Dim[]]
  | readonly ['div', Dim, number]
  | readonly ['window', Dim, number, number, Padding]
  | readonly ['window', Dim, number, number, Padding, number];

/**
 * The size of one axis.
 *
 * - A number is a literal, which the compiler checks. A *wide* `number` (its type says no more) is
 *   deferred to build time.
 * - A string is a symbol such as `'batch'`, scoped to one particle and bound once per call. One that
 *   begins with `...` is a spread: it matches any number of axes.
 * - A tuple is a {@link DimExpression} over other sizes.
 * - `null` is not known before the call (the height of an image that is still to be decoded). It fits
 *   anywhere, and whatever depends on it is reported as unverified and checked at the call.
 */
export type Dim = number | string | null | DimExpression;

/** Sizes of all axes in order, e.g. `['batch', 28, 28, 1]`. At most one of them is a spread. */
export type Shape = readonly Dim[];

/** Whether a size is a spread symbol such as `'...lead'`. */
export function isSpread(dim: Dim): dim is `...${string}` {
  return typeof dim === 'string' && dim.startsWith('...');
}
