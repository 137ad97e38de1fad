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
import { expectNear, mixedBits, mixedFloats, mixedInts, plainFloats } from './values.ts';

beforeEach(clear);

const k = kernels;
type Reduction = typeof k.sumAxis;
type Reference = (values: readonly number[]) => number;

const sum: Reference = (values) => values.reduce((total, value) => total + value, 0);

/** As TensorFlow.js: the first place of the largest; nothing is larger than a NaN, which is larger than nothing. */
const placeOf =
  (isBetter: (a: number, b: number) => boolean): Reference =>
  (values) => {
    let place = 0;
    values.forEach((value, at) => (place = isBetter(value, values[place]!) ? at : place));
    return place;
  };

const make = { float: mixedFloats, int: mixedInts, bool: mixedBits };
const read = { float: floats, int: ints, bool: bits };
const types = { float: Float32Array, int: Int32Array, bool: Uint8Array };
type Type = keyof typeof make;

const table: readonly [string, Reduction, Type, Type, Reference][] = [
  ['maxAxis', k.maxAxis, 'float', 'float', (values) => Math.max(...values)],
  ['minAxis', k.minAxis, 'float', 'float', (values) => Math.min(...values)],
  ['prodAxis', k.prodAxis, 'float', 'float', (values) => values.reduce((a, b) => a * b, 1)],
  ['argMaxAxis', k.argMaxAxis, 'float', 'int', placeOf((a, b) => a > b)],
  ['argMinAxis', k.argMinAxis, 'float', 'int', placeOf((a, b) => a < b)],
  ['sumIntAxis', k.sumIntAxis, 'int', 'int', sum],
  ['maxIntAxis', k.maxIntAxis, 'int', 'int', (values) => Math.max(...values)],
  ['minIntAxis', k.minIntAxis, 'int', 'int', (values) => Math.min(...values)],
  ['anyAxis', k.anyAxis, 'bool', 'bool', (values) => (values.some((value) => value !== 0) ? 1 : 0)],
  [
    'allAxis',
    k.allAxis,
    'bool',
    'bool',
    (values) => (values.every((value) => value !== 0) ? 1 : 0),
  ],
];

const shapes = fc.record({
  outer: fc.nat(4),
  axis: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 90 })),
  inner: fc.oneof(fc.constantFrom(1, 1, 2, 3, 4, 16, 17), fc.nat(40)),
  seed: fc.nat(1e6),
});

/** The values that each result is made of. */
function groups(x: Values, outer: number, axis: number, inner: number): number[][] {
  return Array.from({ length: outer * inner }, (_, at) => {
    const first = Math.floor(at / inner) * axis * inner + (at % inner);
    return Array.from({ length: axis }, (_, j) => x[first + j * inner]!);
  });
}

describe.each(table)('%s', (_name, run, from, to, reference) => {
  test('over any axis', () => {
    fc.assert(
      fc.property(shapes, ({ outer, axis, inner, seed }) => {
        clear();
        const x = make[from](outer * axis * inner, seed);
        const y = output(new types[to](outer * inner));
        run(input(x), y, outer, axis, inner, 0, inner);
        const got = read[to](y, outer * inner);
        const wanted = groups(x, outer, axis, inner).map(reference);
        if (to === 'float') expectNear(got, wanted, 6e-8);
        else expect(got).toEqual(types[to].from(wanted));
        expectOnlyOutputsWritten();
      }),
      { numRuns: 200, seed: 3 },
    );
  });
  test('in pieces', () =>
    expectSameInPieces(run, make[from], from === 'bool' ? 1 : 4, to === 'bool' ? 1 : 4));
});

/** The same bits when the outer rows or the inner columns are split. */
function expectSameInPieces(
  run: Reduction,
  values: (count: number, seed: number) => Values,
  width: number,
  size: number,
): void {
  for (const [outer, axis, inner] of [
    [3, 77, 1],
    [2, 41, 3],
    [3, 41, 23],
    [2, 100, 50],
  ] as const) {
    clear();
    const x = input(values(outer * axis * inner, 5));
    const count = outer * inner * size;
    const [whole, byRows, byColumns] = [0, 0, 0].map(() => output(new Uint8Array(count + 4)));
    const aligned = [whole, byRows, byColumns].map(
      (address) => address! + ((4 - (address! % 4)) % 4),
    );
    const [a = 0, b = 0, c = 0] = size === 1 ? [whole!, byRows!, byColumns!] : aligned;
    run(x, a, outer, axis, inner, 0, inner);
    for (let i = 0; i < outer; i++) {
      run(x + i * axis * inner * width, b + i * inner * size, 1, axis, inner, 0, inner);
    }
    for (const [part, parts] of [
      [0, 3],
      [1, 3],
      [2, 3],
    ] as const) {
      const [from, to] = [
        Math.floor((inner * part) / parts),
        Math.floor((inner * (part + 1)) / parts),
      ];
      run(x, c, outer, axis, inner, from, to);
    }
    expect(bits(b, count)).toEqual(bits(a, count));
    expect(bits(c, count)).toEqual(bits(a, count));
    expectOnlyOutputsWritten();
  }
}

describe.each([
  ['sumAxis', k.sumAxis, 0],
  ['meanAxis', k.meanAxis, 1],
] as const)('%s', (_name, run, power) => {
  const divisor = (axis: number): number => axis ** power;

  test('is within 3.1 * 2^-24 of the sum of the sizes', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), ({ outer, axis, inner, seed }, isWide) => {
        clear();
        // of one size, or of sizes from 1e-12 to 1e12
        const x = plainFloats(outer * axis * inner, seed).map((v, at) =>
          isWide ? v * 10 ** (((at * 7) % 25) - 12) : v,
        );
        const y = output(new Float32Array(outer * inner));
        run(input(x), y, outer, axis, inner, 0, inner);
        const all = groups(x, outer, axis, inner);
        floats(y, outer * inner).forEach((got, at) => {
          const values = all[at]!;
          const bound = (3.1 * sum(values.map(Math.abs)) + Math.abs(sum(values))) * 2 ** -24;
          expect(Math.abs(got - sum(values) / divisor(axis))).toBeLessThanOrEqual(
            bound / divisor(axis) + 1e-45,
          );
        });
        expectOnlyOutputsWritten();
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('keeps its accuracy over a long axis', () => {
    const axis = 200_000;
    const x = new Float32Array(axis).fill(0.1);
    const y = output(new Float32Array(2));
    const address = input(x);
    run(address, y, 1, axis, 1, 0, 1);
    run(address, y + 4, 1, axis / 4, 4, 0, 1);
    const wanted = Math.fround(0.1) / divisor(axis);
    expectNear(
      floats(y, 2),
      [wanted * axis, (Math.fround(0.1) / divisor(axis / 4)) * (axis / 4)],
      2e-7,
    );
  });

  test('carries NaN and infinities', () => {
    for (const [value, wanted] of [
      [Number.NaN, Number.NaN],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ] as const) {
      clear();
      const x = plainFloats(50 * 6, 1);
      x[6 * 20 + 2] = value;
      const y = output(new Float32Array(7));
      const address = input(x);
      run(address, y, 1, 50, 6, 0, 6);
      run(address, y + 24, 1, 300, 1, 0, 1);
      const got = floats(y, 7);
      expect([got[2], got[6]]).toEqual([wanted, wanted]);
      expect([0, 1, 3, 4, 5].every((at) => Number.isFinite(got[at]))).toBe(true);
    }
  });

  test('in pieces', () => expectSameInPieces(run, plainFloats, 4, 4));
});

test('over nothing', () => {
  const x = input(new Float32Array(1));
  const y = output(new Float32Array(10));
  [k.sumAxis, k.prodAxis, k.meanAxis, k.maxAxis, k.minAxis].forEach((run, at) => {
    run(x, y + 4 * at, 1, 0, 1, 0, 1);
    run(x, y + 4 * (at + 5), 1, 0, 1, 0, 1);
  });
  const once = [0, 1, Number.NaN, -Infinity, Infinity];
  expect([...floats(y, 10)]).toEqual([...once, ...once]);
});

test.each([
  ['sums', k.cumsumAxis, 0, (total: number, value: number) => total + value],
  ['products', k.cumprodAxis, 1, (total: number, value: number) => total * value],
] as const)('running %s, as float32 gives them', (_, kernel, first, join) => {
  const flags = fc.record({ exclusive: fc.nat(1), reverse: fc.nat(1), isInPlace: fc.boolean() });
  fc.assert(
    fc.property(
      shapes,
      flags,
      ({ outer, axis, inner, seed }, { exclusive, reverse, isInPlace }) => {
        clear();
        const x = plainFloats(outer * axis * inner, seed);
        const wanted = new Float32Array(x.length);
        for (let group = 0; group < outer * inner; group++) {
          const start = Math.floor(group / inner) * axis * inner + (group % inner);
          let total: number = first;
          for (let j = 0; j < axis; j++) {
            const at = start + (reverse ? axis - 1 - j : j) * inner;
            const next = Math.fround(join(total, x[at]!));
            wanted[at] = exclusive ? total : next;
            total = next;
          }
        }
        const y = output(x);
        kernel(isInPlace ? y : input(x), y, outer, axis, inner, exclusive, reverse);
        expect(floats(y, x.length)).toEqual(wanted);
        expectOnlyOutputsWritten();
      },
    ),
    { numRuns: 200, seed: 4 },
  );
});
