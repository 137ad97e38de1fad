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
} from './memory.ts';
import { mixedInts, plainFloats } from './values.ts';

beforeEach(clear);

const k = kernels;

interface Copy {
  readonly sizes: readonly number[];
  readonly xStrides: readonly number[];
  readonly yStrides: readonly number[];
  /** Where the first element lies. */
  readonly xFirst: number;
  readonly yFirst: number;
  readonly xLength: number;
  readonly yLength: number;
}

/** An array whose axes lie in memory in the order `order`, with gaps, some reversed or standing still. */
function layout(
  sizes: readonly number[],
  order: readonly number[],
  gaps: readonly number[],
  kinds: readonly number[],
) {
  const strides = sizes.map(() => 0);
  let length = 1;
  for (const axis of [...order].reverse()) {
    if (kinds[axis] === 0) continue;
    strides[axis] = length * (kinds[axis] === -1 ? -1 : 1);
    length *= sizes[axis]! + gaps[axis]!;
  }
  const first = strides.reduce(
    (sum, stride, axis) => sum + (stride < 0 ? -stride * (sizes[axis]! - 1) : 0),
    0,
  );
  return { strides, first, length: length + 1 };
}

const copies: fc.Arbitrary<Copy> = fc.integer({ min: 0, max: 5 }).chain((rank) => {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const each = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rank, maxLength: rank });
  const order = fc.shuffledSubarray(axes, { minLength: rank });
  const size =
    rank < 3
      ? fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 80 }))
      : fc.integer({ min: 1, max: 7 });
  return fc
    .record({
      sizes: each(size),
      xOrder: order,
      yOrder: fc.oneof(fc.constant(axes), order),
      xGaps: each(fc.constantFrom(0, 0, 0, 1, 3)),
      yGaps: each(fc.constantFrom(0, 0, 0, 1, 3)),
      xKinds: each(fc.constantFrom(1, 1, 1, -1, 0)),
      yKinds: each(fc.constantFrom(1, 1, 1, -1)),
    })
    .map(({ sizes, xOrder, yOrder, xGaps, yGaps, xKinds, yKinds }) => {
      const x = layout(sizes, xOrder, xGaps, xKinds);
      const y = layout(sizes, yOrder, yGaps, yKinds);
      return {
        sizes,
        xStrides: x.strides,
        yStrides: y.strides,
        xFirst: x.first,
        yFirst: y.first,
        xLength: x.length,
        yLength: y.length,
      };
    });
});

function expected<T extends Int32Array | Uint8Array>(copy: Copy, x: T, y: T): T {
  const wanted = y.slice() as T;
  const visit = (axis: number, from: number, to: number): void => {
    if (axis === copy.sizes.length) {
      wanted[to] = x[from]!;
      return;
    }
    for (let i = 0; i < copy.sizes[axis]!; i++) {
      visit(axis + 1, from + i * copy.xStrides[axis]!, to + i * copy.yStrides[axis]!);
    }
  };
  visit(0, copy.xFirst, copy.yFirst);
  return wanted;
}

const descriptor = (sizes: readonly number[], { xStrides, yStrides }: Copy): number =>
  input(Int32Array.of(sizes.length, ...sizes, ...xStrides, ...yStrides));

test('copies between any strides, whole and split over the first axis', () => {
  fc.assert(
    fc.property(copies, (copy) => {
      clear();
      const { sizes, xFirst, yFirst, xLength, yLength } = copy;
      const x = mixedInts(xLength, 1);
      const before = new Int32Array(yLength).fill(-7);
      const [from, y, z] = [input(x) + 4 * xFirst, output(before), output(before)];
      k.stridedCopy32(from, y + 4 * yFirst, descriptor(sizes, copy));
      const wanted = expected(copy, x, before);
      expect(ints(y, yLength)).toEqual(wanted);
      const [first = 1, ...others] = sizes;
      const half = first >> 1;
      for (const [start, end] of sizes.length === 0
        ? []
        : ([
            [0, half],
            [half, first],
          ] as const)) {
        const part = descriptor([end - start, ...others], copy);
        const move = [copy.xStrides[0]! * start, copy.yStrides[0]! * start] as const;
        k.stridedCopy32(from + 4 * move[0], z + 4 * (yFirst + move[1]), part);
      }
      if (sizes.length > 0) expect(ints(z, yLength)).toEqual(wanted);
      expectOnlyOutputsWritten();
    }),
    { numRuns: 600, seed: 6 },
  );
});

test('copies of bytes', () => {
  fc.assert(
    fc.property(copies, (copy) => {
      clear();
      const x = Uint8Array.from(mixedInts(copy.xLength, 1));
      const before = new Uint8Array(copy.yLength).fill(200);
      const y = output(before);
      k.stridedCopy8(input(x) + copy.xFirst, y + copy.yFirst, descriptor(copy.sizes, copy));
      expect(bits(y, copy.yLength)).toEqual(expected(copy, x, before));
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 6 },
  );
});

test.each([0, 1, 3, 4, 5, 17, 1000])('fills %i values', (count) => {
  const [y, z] = [output(new Int32Array(count)), output(new Uint8Array(count))];
  k.fill32(y, 0x7fc00001, count);
  k.fill8(z, 257, count);
  expect(ints(y, count)).toEqual(new Int32Array(count).fill(0x7fc00001));
  expect(bits(z, count)).toEqual(new Uint8Array(count).fill(1));
  expectOnlyOutputsWritten();
});

const ids = fc.array(fc.integer({ min: -2, max: 8 }), { maxLength: 12 });
const rowSize = fc.oneof(fc.constantFrom(1, 3, 4, 5, 17, 64, 100), fc.nat(70));

test('gathers rows, zeros for an id that is not there', () => {
  fc.assert(
    fc.property(ids, rowSize, (ids, size) => {
      clear();
      const x = plainFloats(6 * size, 3);
      const y = output(new Float32Array(ids.length * size).fill(9));
      k.gatherRows(input(x), input(Int32Array.from(ids)), y, ids.length, size, 6);
      const zeros = new Array<number>(size).fill(0);
      const wanted = ids.flatMap((id) =>
        id < 0 || id > 5 ? zeros : [...x.slice(id * size, (id + 1) * size)],
      );
      expect(floats(y, ids.length * size)).toEqual(Float32Array.from(wanted));
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 6 },
  );
});

test.each([
  ['bytes', 0],
  ['int32', 1],
  ['float32', 2],
] as const)('gathers rows of bytes as %s, zeros for an id that is not there', (_, become) => {
  fc.assert(
    fc.property(ids, rowSize, (ids, size) => {
      clear();
      const x = Uint8Array.from({ length: 6 * size }, (_, i) => (i * 37 + 250) % 256);
      const count = ids.length * size;
      const y = output(
        [new Uint8Array(count), new Int32Array(count), new Float32Array(count)][become]!,
      );
      k.gatherBytes(input(x), input(Int32Array.from(ids)), y, ids.length, size, 6, become);
      const zeros = new Array<number>(size).fill(0);
      const wanted = ids.flatMap((id) =>
        id < 0 || id > 5 ? zeros : [...x.slice(id * size, (id + 1) * size)],
      );
      expect([...[bits, ints, floats][become]!(y, count)]).toEqual(wanted);
      expectOnlyOutputsWritten();
    }),
    { numRuns: 100, seed: 6 },
  );
});

test('adds rows where their ids say, whole and split over the columns', () => {
  fc.assert(
    fc.property(ids, rowSize, fc.nat(70), (ids, size, cut) => {
      clear();
      const x = plainFloats(ids.length * size, 3);
      const before = plainFloats(6 * size, 4);
      const wanted = before.slice();
      ids.forEach((id, row) => {
        if (id < 0 || id > 5) return;
        for (let c = 0; c < size; c++) wanted[id * size + c]! += x[row * size + c]!;
      });
      const [from, places, y, z] = [
        input(x),
        input(Int32Array.from(ids)),
        output(before),
        output(before),
      ];
      k.scatterAddRows(from, places, y, ids.length, size, 6, 0, size);
      expect(floats(y, 6 * size)).toEqual(wanted);
      const middle = Math.min(cut, size);
      k.scatterAddRows(from, places, z, ids.length, size, 6, middle, size);
      k.scatterAddRows(from, places, z, ids.length, size, 6, 0, middle);
      expect(floats(z, 6 * size)).toEqual(wanted);
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 6 },
  );
});

test('one-hot rows; an id that is not there is off everywhere', () => {
  fc.assert(
    fc.property(ids, fc.nat(9), (ids, depth) => {
      clear();
      const y = output(new Float32Array(ids.length * depth));
      k.oneHotRows(input(Int32Array.from(ids)), y, ids.length, depth, 0.75, -0.5);
      const wanted = ids.flatMap((id) =>
        Array.from({ length: depth }, (_, at) => (at === id ? 0.75 : -0.5)),
      );
      expect(floats(y, ids.length * depth)).toEqual(Float32Array.from(wanted));
      expectOnlyOutputsWritten();
    }),
    { numRuns: 200, seed: 6 },
  );
});
