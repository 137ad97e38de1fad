import {
  backend_util,
  Einsum,
  type EinsumAttrs,
  matMul,
  reshape,
  sum,
  type Tensor,
  transpose,
  util,
} from '@tensorflow/tfjs-core';
import { defineKernel } from '../kernel.ts';

/** A tensor and, for each of its axes, the number of the letter that names it. */
interface Term {
  readonly tensor: Tensor;
  readonly letters: readonly number[];
}

/**
 * Sums of products by equation (`bij,bjk->bik`), as a product of stacks of matrices. The stock backend
 * has none. As everywhere in TensorFlow.js, there are one or two terms, and no gradient.
 *
 * Input: one float32 tensor a term. Output: the axes right of the arrow.
 */
export const einsum = defineKernel<readonly Tensor[], EinsumAttrs>(Einsum, {
  composed({ inputs: tensors, attrs: { equation } }) {
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(
      equation,
      tensors.length,
    );
    backend_util.checkEinsumDimSizes(allDims.length, idDims, [...tensors]);
    // The letters of the result come first.
    const wanted = allDims.slice(0, allDims.length - summedDims.length).map((_, letter) => letter);
    const needed = new Set(wanted);
    const [left, right] = tensors.map((tensor, place): Term => ({
      tensor,
      letters: idDims[place] ?? [],
    })) as [Term, Term | undefined];
    const total =
      right === undefined
        ? without(left, needed)
        : contract(without(left, needed, right), without(right, needed, left), needed);
    return arranged(total, wanted);
  },
});

/** Sums over the axes that neither the result nor the other term needs. */
function without(term: Term, needed: ReadonlySet<number>, other?: Term): Term {
  const isKept = (letter: number) => needed.has(letter) || other?.letters.includes(letter) === true;
  const axes = term.letters.flatMap((letter, axis) => (isKept(letter) ? [] : [axis]));
  if (axes.length === 0) return term;
  return { tensor: sum(term.tensor, axes), letters: term.letters.filter(isKept) };
}

/** The product of two terms as one product of stacks of matrices. */
function contract(left: Term, right: Term, needed: ReadonlySet<number>): Term {
  const both = left.letters.filter((letter) => right.letters.includes(letter));
  const batch = both.filter((letter) => needed.has(letter));
  const inner = both.filter((letter) => !needed.has(letter));
  const rows = left.letters.filter((letter) => !both.includes(letter));
  const columns = right.letters.filter((letter) => !both.includes(letter));
  const sizes = new Map(
    [left, right].flatMap(({ tensor, letters }) =>
      letters.map((letter, axis) => [letter, tensor.shape[axis] ?? 1] as const),
    ),
  );
  const sizesOf = (letters: readonly number[]) => letters.map((letter) => sizes.get(letter) ?? 1);
  const stack = (term: Term, ...groups: (readonly number[])[]): Tensor =>
    reshape(
      arranged(term, groups.flat()),
      groups.map((letters) => util.sizeFromShape(sizesOf(letters))),
    );
  const product = matMul(stack(left, batch, rows, inner), stack(right, batch, inner, columns));
  const letters = [...batch, ...rows, ...columns];
  return { tensor: reshape(product, sizesOf(letters)), letters };
}

/** The tensor with its axes in the order of `letters`. */
function arranged({ tensor, letters: from }: Term, letters: readonly number[]): Tensor {
  const order = letters.map((letter) => from.indexOf(letter));
  return order.every((axis, place) => axis === place) ? tensor : transpose(tensor, order);
}
