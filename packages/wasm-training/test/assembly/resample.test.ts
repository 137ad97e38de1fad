import fc from 'fast-check';
import { clear, expectOnlyOutputsWritten, floats, input, kernels, output } from './memory.ts';
import { expectNear, plainFloats } from './values.ts';

beforeEach(clear);

const shapes = fc.record({
  outer: fc.integer({ min: 0, max: 3 }),
  rows: fc.integer({ min: 1, max: 5 }),
  rowSize: fc.integer({ min: 1, max: 11 }),
  taps: fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.nat(8)), { maxLength: 6 }),
  seed: fc.nat(1e6),
});

/** Rows before and behind, and the part, as the kernels take them. */
function tapsOf(rows: number, taps: readonly (readonly [number, number, number])[]) {
  const known = taps.map(([a, b, part]) => [a % rows, b % rows, part / 8] as const);
  const words = new Int32Array(3 * known.length);
  const parts = new Float32Array(words.buffer);
  known.forEach(([before, behind, part], i) => {
    words.set([before, behind], 3 * i);
    parts[3 * i + 2] = part;
  });
  return { known, parts };
}

test('between rows', () => {
  fc.assert(
    fc.property(shapes, ({ outer, rows, rowSize, taps, seed }) => {
      clear();
      const { known, parts } = tapsOf(rows, taps);
      const x = plainFloats(outer * rows * rowSize, seed);
      const wanted = Array.from({ length: outer }, (_, o) =>
        known.map(([before, behind, part]) =>
          Array.from({ length: rowSize }, (_, i) => {
            const a = x[(o * rows + before) * rowSize + i]!;
            const b = x[(o * rows + behind) * rowSize + i]!;
            return Math.fround(a + Math.fround(Math.fround(b - a) * part));
          }),
        ),
      ).flat(2);
      const y = output(new Float32Array(wanted.length));
      kernels.lerpRows(input(x), input(parts), y, outer, rows, known.length, rowSize);
      expect([...floats(y, wanted.length)]).toEqual(wanted);
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('the way back', () => {
  fc.assert(
    fc.property(shapes, ({ outer, rows, rowSize, taps, seed }) => {
      clear();
      const { known, parts } = tapsOf(rows, taps);
      const dy = plainFloats(outer * known.length * rowSize, seed);
      const wanted = new Float32Array(outer * rows * rowSize);
      const add = (at: number, value: number) => {
        wanted[at] = wanted[at]! + Math.fround(value);
      };
      for (let o = 0; o < outer; o++) {
        known.forEach(([before, behind, part], i) => {
          for (let c = 0; c < rowSize; c++) {
            const value = dy[(o * known.length + i) * rowSize + c]!;
            add((o * rows + before) * rowSize + c, value * (1 - part));
            add((o * rows + behind) * rowSize + c, value * part);
          }
        });
      }
      const dx = output(new Float32Array(wanted.length).fill(77));
      kernels.lerpRowsGrad(input(dy), input(parts), dx, outer, rows, known.length, rowSize);
      expectNear(floats(dx, wanted.length), wanted, 0);
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 2 },
  );
});
