import fc from 'fast-check';
import {
  bits,
  clear,
  expectOnlyOutputsWritten,
  floats,
  input,
  ints,
  kernels,
  output,
  type Values,
} from './memory.ts';
import { expectNear, mixedBits, mixedFloats, mixedInts, special } from './values.ts';

beforeEach(clear);

const k = kernels;
type Binary = typeof k.add;
type Reference = (a: number, b: number) => number;
const EXACT = 6e-8;

const mod: Reference = (a, b) =>
  (a < 0 && b < 0) || (a >= 0 && b >= 0) ? a % b : ((a % b) + b) % b;
const isTrue = (value: boolean): number => (value ? 1 : 0);

interface Kernel {
  readonly run: Binary;
  readonly reference: Reference;
  readonly from: 'float' | 'int' | 'bool';
  readonly to: 'float' | 'int' | 'bool';
  readonly tolerance: number;
}

const of = (
  from: Kernel['from'],
  to: Kernel['to'],
  run: Binary,
  reference: Reference,
  tolerance = EXACT,
): Kernel => ({ run, reference, from, to, tolerance });

const table: Readonly<Record<string, Kernel>> = {
  add: of('float', 'float', k.add, (a, b) => a + b),
  sub: of('float', 'float', k.sub, (a, b) => a - b),
  mul: of('float', 'float', k.mul, (a, b) => a * b),
  div: of('float', 'float', k.div, (a, b) => a / b),
  max: of('float', 'float', k.max, Math.max),
  min: of('float', 'float', k.min, Math.min),
  pow: of('float', 'float', k.pow, Math.pow, 1e-7),
  squaredDifference: of('float', 'float', k.squaredDifference, (a, b) => (a - b) ** 2, 2.5e-7),
  floorDiv: of('float', 'float', k.floorDiv, (a, b) => Math.floor(a / b)),
  mod: of('float', 'float', k.mod, mod),
  atan2: of('float', 'float', k.atan2, Math.atan2, 3e-7),
  prelu: of('float', 'float', k.prelu, (a, b) => (a < 0 ? a * b : a)),
  addInt: of('int', 'int', k.addInt, (a, b) => a + b),
  subInt: of('int', 'int', k.subInt, (a, b) => a - b),
  mulInt: of('int', 'int', k.mulInt, Math.imul),
  maxInt: of('int', 'int', k.maxInt, Math.max),
  minInt: of('int', 'int', k.minInt, Math.min),
  floorDivInt: of('int', 'int', k.floorDivInt, (a, b) => Math.floor(a / b)),
  modInt: of('int', 'int', k.modInt, mod),
  squaredDifferenceInt: of('int', 'int', k.squaredDifferenceInt, (a, b) => Math.imul(a - b, a - b)),
  equal: of('float', 'bool', k.equal, (a, b) => isTrue(a === b)),
  notEqual: of('float', 'bool', k.notEqual, (a, b) => isTrue(a !== b)),
  less: of('float', 'bool', k.less, (a, b) => isTrue(a < b)),
  lessEqual: of('float', 'bool', k.lessEqual, (a, b) => isTrue(a <= b)),
  greater: of('float', 'bool', k.greater, (a, b) => isTrue(a > b)),
  greaterEqual: of('float', 'bool', k.greaterEqual, (a, b) => isTrue(a >= b)),
  equalInt: of('int', 'bool', k.equalInt, (a, b) => isTrue(a === b)),
  notEqualInt: of('int', 'bool', k.notEqualInt, (a, b) => isTrue(a !== b)),
  lessInt: of('int', 'bool', k.lessInt, (a, b) => isTrue(a < b)),
  lessEqualInt: of('int', 'bool', k.lessEqualInt, (a, b) => isTrue(a <= b)),
  greaterInt: of('int', 'bool', k.greaterInt, (a, b) => isTrue(a > b)),
  greaterEqualInt: of('int', 'bool', k.greaterEqualInt, (a, b) => isTrue(a >= b)),
  logicalAnd: of('bool', 'bool', k.logicalAnd, (a, b) => isTrue(a !== 0 && b !== 0)),
  logicalOr: of('bool', 'bool', k.logicalOr, (a, b) => isTrue(a !== 0 || b !== 0)),
  logicalXor: of('bool', 'bool', k.logicalXor, (a, b) => isTrue((a !== 0) !== (b !== 0))),
};

const make = { float: mixedFloats, int: mixedInts, bool: mixedBits };
const types = { float: Float32Array, int: Int32Array, bool: Uint8Array };
const read = { float: floats, int: ints, bool: bits };

/** How one operand moves: along rows, along columns, both or not at all. */
const operand = fc.record({
  inner: fc.nat(1),
  gap: fc.constantFrom(0, 0, 1, 5),
  isRow: fc.boolean(),
});
const shapes = fc.record({
  outer: fc.oneof(fc.constantFrom(0, 1, 2), fc.nat(9)),
  inner: fc.oneof(fc.constantFrom(0, 1, 3, 4, 5, 17), fc.nat(40)),
  a: operand,
  b: operand,
  seed: fc.nat(1e6),
});

describe.each(Object.entries(table))('%s', (_name, { run, reference, from, to, tolerance }) => {
  const check = (got: Values, wanted: number[]): void => {
    if (to === 'float') expectNear(got, wanted, tolerance);
    else expect(got).toEqual(types[to].from(wanted));
  };

  test('with any steps along rows and columns', () => {
    fc.assert(
      fc.property(shapes, ({ outer, inner, a, b, seed }) => {
        clear();
        const steps = [a, b].map(({ inner: along, gap, isRow }) =>
          isRow ? inner * along + gap : 0,
        );
        const [aOuter = 0, bOuter = 0] = steps;
        const sizes = [a, b].map(
          (each, at) => (outer - 1) * steps[at]! + (inner - 1) * each.inner + 1,
        );
        const [x = [], y = []] = sizes.map((size, at) => make[from](Math.max(size, 1), seed + at));
        const wanted = Array.from({ length: outer * inner }, (_, at) => {
          const [i, j] = [Math.floor(at / inner), at % inner];
          return reference(x[i * aOuter + j * a.inner]!, y[i * bOuter + j * b.inner]!);
        });
        const result = output(new types[to](outer * inner));
        run(
          input(x as Values),
          input(y as Values),
          result,
          outer,
          inner,
          aOuter,
          a.inner,
          bOuter,
          b.inner,
        );
        check(read[to](result, outer * inner), wanted);
        expectOnlyOutputsWritten();
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test('of all pairs of special values', () => {
    const values = from === 'float' ? Float32Array.from(special) : make[from](40, 1);
    const n = values.length;
    const result = output(new types[to](n * n));
    run(input(values), input(values), result, n, n, 1, 0, 0, 1);
    const wanted = Array.from(values).flatMap((a) => Array.from(values, (b) => reference(a, b)));
    check(read[to](result, n * n), wanted);
  });

  if (from === to) {
    test.each([1, 4, 17, 1000])('of %i values, onto either input', (count) => {
      const [a, b] = [make[from](count, 1), make[from](count, 2)];
      const [first, second] = [output(a), output(b)];
      const wanted = Array.from(a, (value, at) => reference(value, b[at]!));
      run(first, input(b), first, 1, count, 0, 1, 0, 1);
      check(read[to](first, count), wanted);
      run(input(a), second, second, 1, count, 0, 1, 0, 1);
      check(read[to](second, count), wanted);
      expectOnlyOutputsWritten();
    });
  }

  test('gives the same bits in pieces', () => {
    const [a, b] = [make[from](23, 1), make[from](23, 2)];
    const size = to === 'bool' ? 1 : 4;
    const width = from === 'bool' ? 1 : 4;
    const [x, y, whole, pieces] = [
      input(a),
      input(b),
      output(new types[to](23)),
      output(new types[to](23)),
    ];
    run(x, y, whole, 1, 23, 0, 1, 0, 1);
    for (const [start, end] of [
      [0, 1],
      [1, 6],
      [6, 17],
      [17, 23],
    ] as const) {
      const [p, q] = [x + width * start, y + width * start];
      run(p, q, pieces + size * start, 1, end - start, 0, 1, 0, 1);
    }
    expect(bits(pieces, 23 * size)).toEqual(bits(whole, 23 * size));
  });
});

test('floorDiv of quotients just below an integer', () => {
  // 8388609 / 8388610 in float32 is 1, 16777213 / 5592405 is 3.0000002 or less
  const pairs = [
    [16777215, 16777216],
    [8388607, 8388608],
    [16777214, 5592405],
    [5.9999995, 3],
  ];
  const [a, b] = [0, 1].map((at) => Float32Array.from(pairs, (pair) => pair[at]!));
  const y = output(new Float32Array(4));
  k.floorDiv(input(a!), input(b!), y, 1, 4, 0, 1, 0, 1);
  expect([...floats(y, 4)]).toEqual([0, 0, 2, 1]);
});
