import fc from 'fast-check';
import type { Dim } from '../../src/contract/dim.ts';

/** Symbols of random sizes. */
export const SYMBOLS = ['a', 'b', 'c'] as const;

const symbol = fc.constantFrom(...SYMBOLS);
const literal = fc.integer({ min: 1, max: 9 });

/** Random sizes: symbols, numbers, sums with differences, products, quotients and windows. */
export const { dim } = fc.letrec<{ dim: Dim; leaf: Dim }>((tie) => ({
  leaf: fc.oneof(symbol, literal),
  dim: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: tie('leaf') },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(tie('dim'), fc.integer({ min: -4, max: 4 })), {
          minLength: 1,
          maxLength: 3,
        })
        .map((parts): Dim => ['add', ...parts]),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(tie('dim'), { minLength: 1, maxLength: 3 })
        .map((parts): Dim => ['mul', ...parts]),
    },
    { weight: 1, arbitrary: fc.tuple(tie('dim'), literal).map(([of, by]): Dim => ['div', of, by]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          tie('dim'),
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 3 }),
          fc.constantFrom('valid' as const, 'same' as const),
          fc.integer({ min: 1, max: 3 }),
        )
        .map(([of, kernel, stride, padding, dilation]): Dim => [
          'window',
          of,
          kernel,
          stride,
          padding,
          dilation,
        ]),
    },
  ),
}));

/** Numbers for all symbols. */
export const numbers = fc.record({
  a: fc.integer({ min: 1, max: 40 }),
  b: fc.integer({ min: 1, max: 40 }),
  c: fc.integer({ min: 1, max: 40 }),
});

/** The operands of sums and products at every level in another order. */
export function reordered(dim: Dim, order: (count: number) => readonly number[]): Dim {
  if (typeof dim !== 'object' || dim === null) return dim;
  if (dim[0] === 'add' || dim[0] === 'mul') {
    const [operator, ...operands] = dim;
    const inner = operands.map((operand) => reordered(operand, order));
    return [operator, ...order(inner.length).map((from) => inner[from] as Dim)];
  }
  if (dim[0] === 'div') return ['div', reordered(dim[1], order), dim[2]];
  const [, size, kernel, stride, padding, dilation = 1] = dim;
  return ['window', reordered(size, order), kernel, stride, padding, dilation];
}

/**
 * The independent reference: plain integers, no normal form. Undefined where a size cannot exist, which
 * is a window that does not fit, a division with a remainder or a difference that leaves nothing.
 */
export function plainValue(dim: Dim, of: Readonly<Record<string, number>>): number | undefined {
  if (typeof dim === 'number') return dim;
  if (typeof dim === 'string') return of[dim];
  if (dim === null) return undefined;
  const operands = dim[0] === 'add' || dim[0] === 'mul' ? dim.slice(1) : [dim[1]];
  const values = operands.map((operand) => plainValue(operand, of));
  if (!values.every((value) => value !== undefined)) return undefined;
  const [size = 0] = values;
  switch (dim[0]) {
    case 'add': {
      const total = values.reduce((sum, value) => sum + value, 0);
      return total < 1 && values.some((value) => value < 0) ? undefined : total;
    }
    case 'mul':
      return values.reduce((product, value) => product * value, 1);
    case 'div':
      return size % dim[2] === 0 ? size / dim[2] : undefined;
    case 'window':
      return countWindows(size, dim[2], dim[3], dim[4], dim[5] ?? 1);
  }
}

/** Puts the window down as often as it fits, one stride after the other. */
function countWindows(
  size: number,
  kernel: number,
  stride: number,
  padding: 'valid' | 'same',
  dilation: number,
): number | undefined {
  let count = 0;
  if (padding === 'same') {
    for (let start = 0; start < size; start += stride) count++;
    return count;
  }
  for (let start = 0; start + (kernel - 1) * dilation < size; start += stride) count++;
  return count === 0 ? undefined : count;
}
