import fc from 'fast-check';
import { bits, clear, expectOnlyOutputsWritten, floats, input, kernels, output } from './memory.ts';
import { expectNear, plainFloats } from './values.ts';

beforeEach(clear);

const { softmaxRows, logSoftmaxRows } = kernels;

function reference(row: readonly number[]): { softmax: number[]; logSoftmax: number[] } {
  const largest = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return {
    softmax: powers.map((power) => power / sum),
    logSoftmax: row.map((value) => value - largest - Math.log(sum)),
  };
}

const split = (x: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: x.length / columns }, (_, row) =>
    Array.from(x).slice(row * columns, (row + 1) * columns),
  );

test('softmax of rows of any length and size', () => {
  const sizes = fc.record({
    rows: fc.nat(4),
    columns: fc.oneof(fc.constantFrom(1, 3, 4, 5, 10, 17), fc.integer({ min: 1, max: 100 })),
    scale: fc.constantFrom(1e-3, 1, 30, 1e4, 1e38),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(sizes, ({ rows, columns, scale, seed }) => {
      clear();
      const x = plainFloats(rows * columns, seed).map((value) => value * scale);
      const [address, same] = [input(x), output(x)];
      const [y, log] = [output(new Float32Array(x.length)), output(new Float32Array(x.length))];
      softmaxRows(address, y, rows, columns);
      softmaxRows(same, same, rows, columns);
      logSoftmaxRows(address, log, rows, columns);
      const wanted = split(x, columns).map(reference);
      // x - max is rounded: what that does to a power grows with it
      const tolerance = 4e-7 + Math.min(scale, 100) * 1.3e-7;
      expectNear(
        floats(y, x.length),
        wanted.flatMap((row) => row.softmax),
        tolerance,
      );
      expect(bits(same, x.length * 4)).toEqual(bits(y, x.length * 4));
      const logs = wanted.flatMap((row) => row.logSoftmax);
      floats(log, x.length).forEach((got, at) => {
        const exact = logs[at]!;
        expect(Math.abs(got - exact)).toBeLessThanOrEqual(3e-7 * (Math.abs(exact) + 1));
      });
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 2 },
  );
});

test('NaN and infinities stay in their rows', () => {
  const nan = Number.NaN;
  const x = Float32Array.of(1, nan, 2, 0, 0, 0, 1, Infinity, 2, 1, -Infinity, 1);
  const y = output(new Float32Array(12));
  const address = input(x);
  softmaxRows(address, y, 4, 3);
  const third = Math.fround(1 / 3);
  const [first, ...others] = split(floats(y, 12), 3);
  expect(first).toEqual([nan, nan, nan]);
  expect(others[0]).toEqual([third, third, third]);
  expect(others[1]![1]).toBeNaN();
  expect(others[2]).toEqual([0.5, 0, 0.5]);
  logSoftmaxRows(address, y, 4, 3);
  expect(floats(y, 12).slice(0, 3)).toEqual(Float32Array.of(nan, nan, nan));
  expectNear(floats(y, 12).slice(9), [-Math.LN2, -Infinity, -Math.LN2], 1e-7);
});

test('rows split between callers have the same bits', () => {
  const x = input(plainFloats(70, 1));
  const [whole, pieces] = [output(new Float32Array(70)), output(new Float32Array(70))];
  softmaxRows(x, whole, 7, 10);
  softmaxRows(x, pieces, 3, 10);
  softmaxRows(x + 120, pieces + 120, 4, 10);
  expect(bits(pieces, 280)).toEqual(bits(whole, 280));
});
