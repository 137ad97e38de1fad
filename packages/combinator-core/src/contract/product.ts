import type { Dim } from './dim.ts';
import {
  factorsOf,
  fromAffine,
  fromTerm,
  toAffine,
  toTerm,
  type AffineForm,
  type Term,
} from './normal-form.ts';

type Known = Exclude<Dim, null>;

/**
 * The product of two sizes in normal form. A number is multiplied into a sum; a product of two sums
 * stays a product, with what all their terms have in common in front, so that the order in which
 * factors come does not matter.
 */
export function multiplyDims(a: Known, b: Known): Known {
  if (typeof a === 'number') return scaleDim(b, a);
  if (typeof b === 'number') return scaleDim(a, b);
  const left = asProduct(a);
  const right = asProduct(b);
  return fromTerm({
    coefficient: left.coefficient * right.coefficient,
    atom: ['mul', ...factorsOf(left.atom), ...factorsOf(right.atom)],
  });
}

/** The exact quotient of a size in normal form, or undefined when a number does not divide evenly. */
export function divideDim(dim: Known, divisor: number): Known | undefined {
  if (typeof dim === 'number') return dim % divisor === 0 ? dim / divisor : undefined;
  const form = toAffine(dim);
  const isExact = numbersOf(form).every((number) => number % divisor === 0);
  return isExact
    ? fromAffine(mapNumbers(form, (number) => number / divisor))
    : ['div', dim, divisor];
}

function scaleDim(dim: Known, factor: number): Known {
  if (factor === 0) return 0;
  // Adding 0 makes -0 a 0.
  return fromAffine(mapNumbers(toAffine(dim), (number) => number * factor + 0));
}

function asProduct(dim: Exclude<Known, number>): Term {
  if (typeof dim === 'string') return { coefficient: 1, atom: dim };
  if (dim[0] !== 'add') return toTerm(dim);
  const form = toAffine(dim);
  const coefficient = numbersOf(form).reduce(greatestCommonDivisor, 0);
  const rest = fromAffine(mapNumbers(form, (number) => number / coefficient));
  return { coefficient, atom: rest as Term['atom'] };
}

function numbersOf({ constant, terms }: AffineForm): readonly number[] {
  return [...terms.map(({ coefficient }) => coefficient), constant];
}

function mapNumbers({ constant, terms }: AffineForm, change: (n: number) => number): AffineForm {
  return {
    constant: change(constant),
    terms: terms.map(({ coefficient, atom }) => ({ coefficient: change(coefficient), atom })),
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
