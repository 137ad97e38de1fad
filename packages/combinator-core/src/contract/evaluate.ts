import { ParticleError } from '../errors.ts';
import { isSpread, type Dim, type Shape } from './dim.ts';
import { formatDim } from './format.ts';
import { addForms, fromAffine, toAffine } from './normal-form.ts';
import { divideDim, multiplyDims } from './product.ts';

/** What symbols stand for: a size, or for a spread symbol (by its full name, `'...lead'`) the sizes it matched. */
export type Bindings = Readonly<Record<string, Dim | Shape>>;

type Known = Exclude<Dim, null>;

/**
 * The size in normal form, with every bound symbol replaced. `null` wherever a part is `null`;
 * symbols without a binding stay.
 *
 * @throws ParticleError `dimension-invalid` for a size that cannot exist: a window larger than
 *   its input, a division with a remainder, a difference that leaves nothing.
 */
export function evaluateDim(dim: Dim, bindings: Bindings): Dim {
  if (typeof dim === 'string') return lookUp(dim, bindings);
  if (typeof dim !== 'object' || dim === null) return dim;
  switch (dim[0]) {
    case 'add':
      return sum(operands(dim, bindings));
    case 'mul':
      return operands(dim, bindings).reduce<Dim>(
        (product, factor) =>
          product === null || factor === null ? null : multiplyDims(product, sizeOf(factor)),
        1,
      );
    case 'div': {
      const size = evaluateDim(dim[1], bindings);
      return size === null ? null : divide(size, dim[2]);
    }
    case 'window': {
      const [, of, kernel, stride, padding, dilation = 1] = dim;
      const size = evaluateDim(of, bindings);
      return size === null ? null : window(size, (kernel - 1) * dilation + 1, stride, padding);
    }
  }
}

/**
 * The shape with every size evaluated and every bound spread replaced by the axes that it matched.
 *
 * @throws ParticleError `dimension-invalid`, as {@link evaluateDim}.
 */
export function evaluateShape(shape: Shape, bindings: Bindings): Shape {
  return shape.flatMap((dim) =>
    isSpread(dim) ? spread(dim, bindings) : [evaluateDim(dim, bindings)],
  );
}

function lookUp(symbol: string, bindings: Bindings): Dim {
  if (!Object.hasOwn(bindings, symbol)) return symbol;
  return bindings[symbol] as Dim;
}

function spread(symbol: string, bindings: Bindings): readonly Dim[] {
  return Object.hasOwn(bindings, symbol) ? (bindings[symbol] as Shape) : [symbol];
}

function operands(dim: readonly ['add' | 'mul', ...Dim[]], bindings: Bindings): readonly Dim[] {
  const [, ...parts] = dim;
  return evaluateShape(parts, bindings);
}

/** A spread that is not bound yet is the product of its axes, `['mul', '...shape']`. */
function sizeOf(factor: Known): Known {
  return isSpread(factor) ? ['mul', factor] : factor;
}

function sum(parts: readonly Dim[]): Dim {
  if (parts.includes(null)) return null;
  const total = fromAffine(
    (parts as Known[]).map(toAffine).reduce(addForms, { constant: 0, terms: [] }),
  );
  if (typeof total === 'number' && total < 1 && parts.some((part) => Number(part) < 0)) {
    throw impossible(`size ${String(total)} is not positive`);
  }
  return total;
}

function divide(size: Known, divisor: number): Dim {
  const quotient = divideDim(size, divisor);
  if (quotient === undefined)
    throw impossible(`${formatDim(size)} is not divisible by ${String(divisor)}`);
  return quotient;
}

function window(size: Known, kernel: number, stride: number, padding: 'valid' | 'same'): Dim {
  if (padding === 'same') {
    if (typeof size === 'number') return Math.ceil(size / stride);
    return stride === 1 ? size : ['window', size, 1, stride, 'same'];
  }
  if (typeof size === 'number') {
    if (size < kernel) throw impossible(`window ${String(kernel)} is larger than ${String(size)}`);
    return Math.floor((size - kernel) / stride) + 1;
  }
  return stride === 1 ? sum([size, 1 - kernel]) : ['window', size, kernel, stride, 'valid'];
}

function impossible(summary: string): ParticleError {
  return new ParticleError({ code: 'dimension-invalid', summary });
}
