import {
  bits,
  clear,
  expectOnlyOutputsWritten,
  floats,
  input,
  ints,
  kernels,
  output,
} from './memory.ts';
import { expectNear, mixedBits, mixedFloats, mixedInts, special } from './values.ts';

beforeEach(clear);

const counts = [0, 1, 2, 3, 4, 5, 7, 8, 17, 1000];
const EXACT = 6e-8; // the double, rounded

/** erf by its series with terms of one sign (Abramowitz and Stegun, 7.1.6). */
function erf(x: number): number {
  if (!(Math.abs(x) < 6)) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 250; n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function roundEven(x: number): number {
  const near = Math.round(x);
  return near - x === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

const scale = 1.0507009873554805;
const scaleAlpha = 1.7580993408473766;
const threshold = Math.log(1.1920928955078125e-7) + 2;

type Unary = (x: number, y: number, count: number) => void;
const k = kernels;

const floatToFloat: readonly [string, Unary, (x: number) => number, number][] = [
  ['abs', k.abs, Math.abs, EXACT],
  ['acos', k.acos, Math.acos, 5e-7],
  ['acosh', k.acosh, Math.acosh, 5e-7],
  ['asin', k.asin, Math.asin, 5e-7],
  ['asinh', k.asinh, Math.asinh, 5e-7],
  ['atan', k.atan, Math.atan, 5e-7],
  ['atanh', k.atanh, Math.atanh, 5e-7],
  ['ceil', k.ceil, Math.ceil, EXACT],
  ['cos', k.cos, Math.cos, 1.2e-7],
  ['cosh', k.cosh, Math.cosh, 5e-7],
  ['elu', k.elu, (x) => (x >= 0 ? x : Math.expm1(x)), 3e-7],
  ['erf', k.erf, erf, 3e-7],
  ['exp', k.exp, Math.exp, 3e-7],
  ['expm1', k.expm1, Math.expm1, 3e-7],
  ['floor', k.floor, Math.floor, EXACT],
  ['log', k.log, Math.log, 3e-7],
  ['log1p', k.log1p, Math.log1p, 3e-7],
  ['neg', k.neg, (x) => -x, EXACT],
  ['reciprocal', k.reciprocal, (x) => 1 / x, EXACT],
  ['relu', k.relu, (x) => Math.max(0, x), EXACT],
  ['relu6', k.relu6, (x) => Math.min(6, Math.max(0, x)), EXACT],
  ['round', k.round, roundEven, EXACT],
  ['rsqrt', k.rsqrt, (x) => 1 / Math.sqrt(x), 1.2e-7],
  ['selu', k.selu, (x) => (x >= 0 ? scale * x : scaleAlpha * Math.expm1(x)), 4e-7],
  ['sigmoid', k.sigmoid, (x) => 1 / (1 + Math.exp(-x)), 3e-7],
  ['sign', k.sign, (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), 0],
  ['sin', k.sin, Math.sin, 1.2e-7],
  ['sinh', k.sinh, Math.sinh, 5e-7],
  [
    'softplus',
    k.softplus,
    (x) => (x < threshold ? Math.exp(x) : x > -threshold ? x : Math.log1p(Math.exp(x))),
    3e-7,
  ],
  ['sqrt', k.sqrt, Math.sqrt, EXACT],
  ['square', k.square, (x) => x * x, EXACT],
  ['tan', k.tan, Math.tan, 1.2e-7],
  ['tanh', k.tanh, Math.tanh, 3e-7],
  ['leakyRelu', (x, y, n) => k.leakyRelu(x, y, n, 0.25), (x) => (x < 0 ? 0.25 * x : x), EXACT],
  ['step', (x, y, n) => k.step(x, y, n, -0.5), (x) => (Number.isNaN(x) ? x : x > 0 ? 1 : -0.5), 0],
  ['clip', (x, y, n) => k.clip(x, y, n, -0.5, 2), (x) => (x > 2 ? 2 : x < -0.5 ? -0.5 : x), EXACT],
];

/** Every 262147th float32 there is. */
const sweep = (() => {
  const patterns = new Uint32Array(2 ** 14).map((_, at) => at * 262147);
  return new Float32Array(patterns.buffer);
})();

describe.each(floatToFloat)('%s', (_name, kernel, reference, tolerance) => {
  test.each(counts)('of %i values, in place as elsewhere', (count) => {
    const x = mixedFloats(count, count + 1);
    const y = output(new Float32Array(count).fill(-77));
    kernel(input(x), y, count);
    expectNear(floats(y, count), Array.from(x, reference), tolerance);
    const same = output(x);
    kernel(same, same, count);
    expect(ints(same, count)).toEqual(ints(y, count));
    expectOnlyOutputsWritten();
  });

  test('of special values and of all over the number line', () => {
    for (const x of [Float32Array.from(special), ...parts(sweep)]) {
      clear();
      const y = output(new Float32Array(x.length));
      kernel(input(x), y, x.length);
      expectNear(floats(y, x.length), Array.from(x, reference), tolerance);
    }
  });

  test('gives the same bits in pieces', () => {
    const x = mixedFloats(23, 3);
    const [address, whole, pieces] = [
      input(x),
      output(new Float32Array(23)),
      output(new Float32Array(23)),
    ];
    kernel(address, whole, 23);
    for (const [from, to] of [
      [0, 1],
      [1, 6],
      [6, 17],
      [17, 23],
    ] as const) {
      kernel(address + 4 * from, pieces + 4 * from, to - from);
    }
    expect(ints(pieces, 23)).toEqual(ints(whole, 23));
  });
});

/** Pieces that fit on the memory. */
function* parts(values: Float32Array<ArrayBuffer>): Generator<Float32Array<ArrayBuffer>> {
  for (let from = 0; from < values.length; from += 2 ** 17)
    yield values.slice(from, from + 2 ** 17);
}

test('erf is within 1.5e-7 of what TensorFlow.js takes for it', () => {
  const x = mixedFloats(1000, 4).filter((value) => !Number.isNaN(value));
  const y = output(new Float32Array(x.length));
  k.erf(input(x), y, x.length);
  const [p, ...a] = [0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  floats(y, x.length).forEach((value, at) => {
    const v = Math.abs(x[at]!);
    const t = 1 / (1 + p * v);
    const approximation = 1 - a.reduce((sum, each) => sum * t + each, 0) * t * Math.exp(-v * v);
    expect(Math.abs(Math.abs(value) - approximation)).toBeLessThan(4.5e-7);
  });
});

const intToInt: readonly [string, Unary, (x: number) => number][] = [
  ['negInt', k.negInt, (x) => -x],
  ['absInt', k.absInt, Math.abs],
  ['squareInt', k.squareInt, (x) => Math.imul(x, x)],
  ['signInt', k.signInt, Math.sign],
];

test.each(intToInt)('%s', (_name, kernel, reference) => {
  for (const count of counts) {
    clear();
    const x = mixedInts(count, count);
    const [y, same] = [output(new Int32Array(count)), output(x)];
    kernel(input(x), y, count);
    kernel(same, same, count);
    expect(ints(y, count)).toEqual(Int32Array.from(x, reference));
    expect(ints(same, count)).toEqual(ints(y, count));
    expectOnlyOutputsWritten();
  }
});

const isTrue = (value: boolean): number => (value ? 1 : 0);
const toBits: readonly [string, Unary, 'float' | 'int', (x: number) => number][] = [
  ['isNan', k.isNan, 'float', (x) => isTrue(Number.isNaN(x))],
  ['isInf', k.isInf, 'float', (x) => isTrue(Math.abs(x) === Infinity)],
  ['isFinite', k.isFinite, 'float', (x) => isTrue(Number.isFinite(x))],
  ['floatToBool', k.floatToBool, 'float', (x) => isTrue(x !== 0)],
  ['intToBool', k.intToBool, 'int', (x) => isTrue(x !== 0)],
];

test.each(toBits)('%s', (_name, kernel, type, reference) => {
  for (const count of counts) {
    clear();
    const x = type === 'int' ? mixedInts(count, count) : mixedFloats(count, count);
    const y = output(new Uint8Array(count));
    kernel(input(x), y, count);
    expect(bits(y, count)).toEqual(Uint8Array.from(x, reference));
    expectOnlyOutputsWritten();
  }
});

test.each(counts)('casts of %i values', (count) => {
  const f = mixedFloats(count, 8);
  const i = mixedInts(count, 9);
  const b = mixedBits(count, 10);
  const [x, y, z, w] = [0, 0, 0, 0].map(() => output(new Int32Array(count))) as [
    number,
    number,
    number,
    number,
  ];
  k.floatToInt(input(f), x, count);
  expect(ints(x, count)).toEqual(Int32Array.from(f));
  k.intToFloat(input(i), y, count);
  expect(floats(y, count)).toEqual(Float32Array.from(i));
  k.boolToInt(input(b), z, count);
  expect(ints(z, count)).toEqual(Int32Array.from(b, (bit) => (bit === 0 ? 0 : 1)));
  k.boolToFloat(input(b), w, count);
  expect(floats(w, count)).toEqual(Float32Array.from(b, (bit) => (bit === 0 ? 0 : 1)));
  expectOnlyOutputsWritten();
});

test.each(counts)('logicalNot, select and eluGrad of %i values', (count) => {
  const condition = mixedBits(count, 1);
  const [a, b] = [mixedFloats(count, 2), mixedFloats(count, 3)];
  const [not, chosen, dx] = [output(new Uint8Array(count)), output(b), output(a)];
  k.logicalNot(input(condition), not, count);
  expect(bits(not, count)).toEqual(condition.map((bit) => (bit === 0 ? 1 : 0)));
  k.select(input(condition), input(a), chosen, chosen, count);
  expect(floats(chosen, count)).toEqual(a.map((value, at) => (condition[at] ? value : b[at]!)));
  k.eluGrad(dx, input(b), dx, count);
  expectNear(
    floats(dx, count),
    Array.from(a, (dy, at) => (b[at]! >= 0 ? dy : dy * Math.fround(b[at]! + 1))),
    EXACT,
  );
  expectOnlyOutputsWritten();
});

test.each(counts)(
  'reluGrad of %i values is dy times the step function of x, NaN and infinities too',
  (count) => {
    const [x, dy] = [mixedFloats(count, 4), mixedFloats(count, 5)];
    const y = output(dy);
    k.reluGrad(input(x), y, y, count);
    const step = (value: number): number => (Number.isNaN(value) ? NaN : value > 0 ? 1 : 0);
    expectNear(
      floats(y, count),
      Array.from(x, (value, at) => dy[at]! * step(value)),
      EXACT,
    );
    expectOnlyOutputsWritten();
  },
);
