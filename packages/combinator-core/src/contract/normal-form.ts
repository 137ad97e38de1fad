import { isSpread, type Dim, type DimExpression } from './dim.ts';

/**
 * A size as constant + sum of coefficient * atom, where an atom is a symbol or an expression that is
 * not affine (a product of symbols, a strided window, a quotient). Two sizes are equal when their
 * normal forms hold the same terms, whatever their order or spelling.
 */
export interface AffineForm {
  readonly constant: number;
  readonly terms: readonly Term[];
}

interface Term {
  readonly coefficient: number;
  readonly atom: Atom;
}

type Atom = string | DimExpression;

/** The affine form of a size that {@link fromAffine} made, or of a number or symbol. */
export function toAffine(dim: Exclude<Dim, null>): AffineForm {
  if (typeof dim === 'number') return { constant: dim, terms: [] };
  if (typeof dim === 'string') return { constant: 0, terms: [{ coefficient: 1, atom: dim }] };
  if (dim[0] === 'add') {
    const [, ...parts] = dim;
    return (parts as Exclude<Dim, null>[]).map(toAffine).reduce(addForms);
  }
  return { constant: 0, terms: [toTerm(dim)] };
}

function toTerm(expression: DimExpression): Term {
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
export function fromAffine({ constant, terms }: AffineForm): Exclude<Dim, null> {
  const sizes = terms.map(fromTerm);
  const [first] = sizes;
  if (first === undefined) return constant;
  if (constant === 0 && sizes.length === 1) return first;
  return constant === 0 ? ['add', ...sizes] : ['add', ...sizes, constant];
}

function fromTerm({ coefficient, atom }: Term): Exclude<Dim, null> {
  if (coefficient === 1) return atom;
  return ['mul', coefficient, ...factorsOf(atom)];
}

/** The factors of an atom: those of a product, otherwise itself. */
function factorsOf(atom: Atom): readonly Dim[] {
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

/** The product of two sizes in normal form. A product of two sums stays a product. */
export function multiplyDims(a: Exclude<Dim, null>, b: Exclude<Dim, null>): Exclude<Dim, null> {
  if (typeof a === 'number') return scaleDim(b, a);
  if (typeof b === 'number') return scaleDim(a, b);
  const left = asProduct(a);
  const right = asProduct(b);
  return fromTerm({
    coefficient: left.coefficient * right.coefficient,
    atom: ['mul', ...factorsOf(left.atom), ...factorsOf(right.atom)],
  });
}

function scaleDim(dim: Exclude<Dim, null>, factor: number): Exclude<Dim, null> {
  const { constant, terms } = toAffine(dim);
  if (factor === 0) return 0;
  return fromAffine({
    constant: constant * factor,
    terms: terms.map((term) => ({ ...term, coefficient: term.coefficient * factor })),
  });
}

function asProduct(dim: Exclude<Dim, null | number>): Term {
  return typeof dim === 'string' || dim[0] === 'add' ? { coefficient: 1, atom: dim } : toTerm(dim);
}

/** The exact quotient, or undefined when a number does not divide evenly. */
export function divideDim(
  dim: Exclude<Dim, null>,
  divisor: number,
): Exclude<Dim, null> | undefined {
  if (typeof dim === 'number') return dim % divisor === 0 ? dim / divisor : undefined;
  if (divisor === 1) return dim;
  if (typeof dim !== 'string' && dim[0] === 'mul' && dim[1] === divisor) {
    return product(dim.slice(2));
  }
  return ['div', dim, divisor];
}

/** Whether two sizes in normal form are the same for all values of their symbols. */
export function equalDims(a: Dim, b: Dim): boolean {
  if (a === b) return a !== null;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a[0] !== b[0] || a.length !== b.length) return false;
  if (a[0] === 'add' || a[0] === 'mul') return sameMembers(a.slice(1), b.slice(1));
  return a.every((part, i) => equalDims(part, b[i] as Dim));
}

function sameMembers(a: readonly Dim[], b: readonly Dim[]): boolean {
  const rest = [...b];
  return a.every((member) => {
    const at = rest.findIndex((other) => equalDims(member, other));
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}
