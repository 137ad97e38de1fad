import { sizeOf } from './graph.ts';

/**
 * How an operand lies over the places of an output that is seen as rows and columns: `full`, one number
 * for each place; `one`, one for all; `row`, one for each column, the same in every row; `column`, one for
 * each row. For the last two, `inner` is how many columns there are.
 */
export type Placement =
  { readonly kind: 'full' | 'one' } | { readonly kind: 'row' | 'column'; readonly inner: number };

/** Finds out how a tensor is spread over the shape of an output; undefined if it is none of the four. */
export function placementOf(
  shape: readonly number[],
  output: readonly number[],
): Placement | undefined {
  const size = sizeOf(shape);
  if (size === sizeOf(output)) return { kind: 'full' };
  if (size === 1) return { kind: 'one' };
  const own = [...output.slice(shape.length).map(() => 1), ...shape];
  for (let axis = 1; axis < output.length; axis++) {
    const inner = sizeOf(output.slice(axis));
    const isOuterWhole = output.slice(0, axis).every((each, i) => own[i] === each);
    const isInnerWhole = output.slice(axis).every((each, i) => own[axis + i] === each);
    if (isInnerWhole && size === inner) return { kind: 'row', inner };
    if (isOuterWhole && size * inner === sizeOf(output)) return { kind: 'column', inner };
  }
  return undefined;
}
