import fc from 'fast-check';
import type { Dim, Shape } from '../../src/contract/dim.ts';
import { evaluateDim, evaluateShape, type Bindings } from '../../src/contract/evaluate.ts';
import { equalDims } from '../../src/contract/equal-dims.ts';
import { isParticleError } from '../../src/errors.ts';
import { dim, numbers, plainValue, reordered, SYMBOLS } from './arbitrary-dims.ts';

/** The value, or undefined where it is refused as impossible. */
function valueOf(size: Dim, bindings: Bindings): Dim | undefined {
  try {
    return evaluateDim(size, bindings);
  } catch (error) {
    if (isParticleError(error, 'dimension-invalid')) return undefined;
    throw error;
  }
}

/** An order that is decided by the test and the same for equal counts. */
const orders = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map(
    (keys) => (count: number) =>
      Array.from({ length: count }, (_, i) => i).sort((i, j) => (keys[i] ?? 0) - (keys[j] ?? 0)),
  );

describe('evaluateDim', () => {
  test('gives what plain integers give, and refuses what cannot exist', () => {
    fc.assert(
      fc.property(dim, numbers, (size, of) => {
        expect(valueOf(size, of)).toBe(plainValue(size, of));
      }),
      { numRuns: 500 },
    );
  });

  test('substitution, then evaluation is evaluation in one go', () => {
    const substitutions = fc.record({ a: dim, b: dim, c: dim });
    fc.assert(
      fc.property(dim, substitutions, numbers, (size, parts, of) => {
        const inner = Object.fromEntries(SYMBOLS.map((name) => [name, valueOf(parts[name], {})]));
        const values = Object.fromEntries(
          SYMBOLS.map((name) => [name, plainValue(parts[name], of)]),
        );
        if (Object.values({ ...inner, ...values }).includes(undefined)) return;
        const expected = plainValue(size, values as Record<string, number>);
        if (expected === undefined) return;
        const symbolic = valueOf(size, inner as Bindings);
        expect(symbolic).toBeDefined();
        expect(valueOf(symbolic as Dim, of)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('a normal form is its own normal form', () => {
    fc.assert(
      fc.property(dim, (size) => {
        const normal = valueOf(size, {});
        if (normal !== undefined) expect(evaluateDim(normal, {})).toEqual(normal);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Dim, Bindings, Dim]>([
    ['a number is itself', 7, {}, 7],
    ['a symbol without a binding stays', 'n', {}, 'n'],
    ['a symbol becomes its binding', 'n', { n: 3 }, 3],
    ['symbols of a binding belong to the outside', 'n', { n: 'm', m: 4 }, 'm'],
    ['unknown stays unknown', null, {}, null],
    ['an unknown part makes the whole unknown', ['mul', 2, 'n'], { n: null }, null],
    ['a sum of nothing is 0', ['add'], {}, 0],
    ['a product of nothing is 1', ['mul'], {}, 1],
    ['a product with 0 is 0', ['mul', 0, 'n'], {}, 0],
    ['a spread stands for its axes', ['mul', '...s', 2], { '...s': [3, 'n'] }, ['mul', 6, 'n']],
    ['a spread of no axes is 1', ['mul', '...s'], { '...s': [] }, 1],
    ['a negative multiple', ['mul', -2, 'n'], { n: 3 }, -6],
    [
      'a negative multiple of a multiple',
      ['mul', -2, 'n'],
      { n: ['mul', 3, 'm'] },
      ['mul', -6, 'm'],
    ],
    ['a difference of sizes', ['add', 'n', ['mul', -1, 'm']], { n: 9, m: 4 }, 5],
    ['what cancels out is 0', ['add', 'n', ['mul', -1, 'n']], {}, 0],
  ])('%s', (_name, size, bindings, expected) => {
    expect(evaluateDim(size, bindings)).toEqual(expected);
  });

  test.each<[string, Dim, string]>([
    ['a window that does not fit', ['window', 4, 5, 1, 'valid'], 'window 5 is larger than 4'],
    ['a dilated one', ['window', 8, 3, 1, 'valid', 4], 'window 9 is larger than 8'],
    ['a remainder', ['div', 7, 2], '7 is not divisible by 2'],
    ['a difference that leaves nothing', ['add', 4, -4], 'size 0 is not positive'],
    [
      'a difference of sizes that leaves less',
      ['add', 2, ['mul', -1, 5]],
      'size -3 is not positive',
    ],
    [
      'one of symbols that cancel out',
      ['add', 'n', ['mul', -1, 'n'], -2],
      'size -2 is not positive',
    ],
  ])('refuses %s', (_name, size, summary) => {
    expect(() => evaluateDim(size, {})).toThrow(
      expect.objectContaining({ code: 'dimension-invalid', summary }) as Error,
    );
  });

  test('replaces spreads in a shape by the axes that they matched', () => {
    const shape: Shape = ['batch', '...s', ['add', 'n', 1]];
    expect(evaluateShape(shape, { '...s': [2, 'm'], n: 4 })).toEqual(['batch', 2, 'm', 5]);
    expect(evaluateShape(shape, { n: 4 })).toEqual(['batch', '...s', 5]);
  });
});

describe('equalDims', () => {
  const normal = dim.map((size) => valueOf(size, {})).filter((size) => size !== undefined);

  test('is reflexive', () => {
    fc.assert(fc.property(normal, (a) => equalDims(a, a)));
  });

  test('is symmetric', () => {
    fc.assert(fc.property(normal, normal, (a, b) => equalDims(a, b) === equalDims(b, a)));
  });

  test('is transitive over orders', () => {
    fc.assert(
      fc.property(dim, orders, orders, (size, first, second) => {
        const forms = [size, reordered(size, first), reordered(reordered(size, first), second)];
        const [a, b, c] = forms.map((form) => valueOf(form, {}));
        if (a === undefined || b === undefined || c === undefined) return;
        if (equalDims(a, b) && equalDims(b, c)) expect(equalDims(a, c)).toBe(true);
      }),
    );
  });

  test('does not depend on the order of sums and products', () => {
    fc.assert(
      fc.property(dim, orders, (size, order) => {
        const a = valueOf(size, {});
        const b = valueOf(reordered(size, order), {});
        expect(a === undefined).toBe(b === undefined);
        if (a !== undefined && b !== undefined)
          expect([a, b, equalDims(a, b)]).toEqual([a, b, true]);
      }),
      { numRuns: 500 },
    );
  });

  test('holds for no values for which the sizes differ', () => {
    fc.assert(
      fc.property(normal, normal, numbers, (a, b, of) => {
        const [x, y] = [plainValue(a, of), plainValue(b, of)];
        if (x !== undefined && y !== undefined && x !== y) expect(equalDims(a, b)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Dim, Dim, boolean]>([
    ['numbers', 3, 3, true],
    ['other numbers', 3, 4, false],
    ['symbols', 'h', 'h', true],
    ['other symbols', 'h', 'w', false],
    ['what is unknown equals nothing', null, null, false],
    ['sums in another order', ['add', 'h', 'w', 2], ['add', 'w', 'h', 2], true],
    ['a sum and a product', ['add', 'h', 'w'], ['mul', 'h', 'w'], false],
    ['the same members, but not as often', ['mul', 'h', 'h', 'w'], ['mul', 'h', 'w', 'w'], false],
    ['equal windows', ['window', 'h', 3, 2, 'valid'], ['window', 'h', 3, 2, 'valid'], true],
    ['another stride', ['window', 'h', 3, 2, 'valid'], ['window', 'h', 3, 3, 'valid'], false],
    ['more parts', ['add', 'h', 'w'], ['add', 'h', 'w', 1], false],
    ['quotients', ['div', 'h', 2], ['div', 'h', 2], true],
  ])('%s', (_name, a, b, expected) => {
    expect(equalDims(a, b)).toBe(expected);
  });
});
