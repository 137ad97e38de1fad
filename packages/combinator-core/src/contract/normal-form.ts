import { isSpread, type Dim, type DimExpression } from './dim.ts';
import { equalDims } from './equal-dims.ts';

/**
 * A size as constant + sum of coefficient * atom, where an atom is a symbol or an expression that is
 * not affine (a product of symbols, a strided window, a quotient). Two sizes are equal when their
 * normal forms hold the same terms, whatever their order or spelling.
 */
export interface AffineForm {
  readonly constant: number;
  readonly terms: readonly Term[];
}

/** A multiple of something that is not affine. */
export interface Term {
  readonly coefficient: number;
  readonly atom: Atom;
}

type Atom = string | DimExpression;
type Known = Exclude<Dim, null>;

/** The affine form of a size that {@link fromAffine} made, or of a number or symbol. */
export function toAffine(dim: Known): AffineForm {
  if (typeof dim === 'number') return { constant: dim, terms: [] };
  if (typeof dim === 'string') return { constant: 0, terms: [{ coefficient: 1, atom: dim }] };
  if (dim[0] === 'add') {
    const [, ...parts] = dim;
    return (parts as Known[]).map(toAffine).reduce(addForms);
  }
  return { constant: 0, terms: [toTerm(dim)] };
}

/** An expression that is no sum as a multiple. */
export function toTerm(expression: DimExpression): Term {
  if (expression[0] === 'mul' && typeof expression[1] === 'number') {
    const [, coefficient, ...factors] = expression;
    return { coefficient, atom: product(factors) };
  }
  return { coefficient: 1, atom: expression };
}

function product(factors: readonly Dim[]): Atom {
  const [first] = factors;
  const isSize = factors.length === 1 && first !== undefined && !isSpread(first);
  return isSize ? (first as Atom) : ['mul', ...factors];
}

/** The size that an affine form stands for: a number, a symbol or an expression in normal form. */
export function fromAffine({ constant, terms }: AffineForm): Known {
  const sizes = terms.map(fromTerm);
  const [first] = sizes;
  if (first === undefined) return constant;
  if (constant === 0 && sizes.length === 1) return first;
  return constant === 0 ? ['add', ...sizes] : ['add', ...sizes, constant];
}

/** The size that a multiple stands for. */
export function fromTerm({ coefficient, atom }: Term): Known {
  if (coefficient === 1) return atom;
  return ['mul', coefficient, ...factorsOf(atom)];
}

/** The factors of an atom: those of a product, otherwise itself. */
export function factorsOf(atom: Atom): readonly Dim[] {
  return typeof atom !== 'string' && atom[0] === 'mul' ? atom.slice(1) : [atom];
}

/** The sum of two forms. Terms keep the order in which they first appear. */
export function addForms(a: AffineForm, b: AffineForm): AffineForm {
  let terms = a.terms;
  for (const term of b.terms) {
    const at = terms.findIndex(({ atom }) => equalDims(atom, term.atom));
    terms =
      at === -1
        ? [...terms, term]
        : terms.map((own, i) =>
            i === at ? { ...own, coefficient: own.coefficient + term.coefficient } : own,
          );
  }
  return {
    constant: a.constant + b.constant,
    terms: terms.filter(({ coefficient }) => coefficient !== 0),
  };
}
