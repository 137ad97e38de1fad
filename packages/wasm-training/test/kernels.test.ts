import fc from 'fast-check';
import {
  type Data,
  expectClose,
  random,
  runAllOn,
  runOn,
  startWasm,
  ways,
} from './support/backends.ts';

describe.each(ways)('$way', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  const length = fc.integer({ min: 1, max: 7 });
  const seed = fc.nat(1e6);

  function transposed(shape: readonly number[], flag: boolean): number[] {
    const [rows = 1, columns = 1] = shape.slice(-2);
    return flag ? [...shape.slice(0, -2), columns, rows] : [...shape];
  }

  /** On both backends the same, for random inputs and attributes. */
  function agrees<T>(
    kernel: string,
    cases: fc.Arbitrary<T>,
    make: (value: T, seed: number) => { inputs: Record<string, Data>; attributes: object },
  ): Promise<void> {
    return fc.assert(
      fc.asyncProperty(cases, seed, async (value, n) => {
        const { inputs, attributes } = make(value, n);
        const wanted = await runAllOn('cpu', kernel, inputs, attributes);
        const got = await runAllOn('wasm', kernel, inputs, attributes);
        expect(got.map(({ dtype }) => dtype)).toEqual(wanted.map(({ dtype }) => dtype));
        got.forEach((one, i) => {
          expectClose(one, wanted[i] as Data);
        });
      }),
      { numRuns: 80, seed: 5 },
    );
  }

  describe('on random inputs as the cpu backend does', () => {
    test('products of matrices, with either side transposed', async () => {
      const sizes = fc.record({
        batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
        m: fc.integer({ min: 1, max: 40 }),
        k: length,
        n: fc.integer({ min: 1, max: 40 }),
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      });
      await agrees('BatchMatMul', sizes, ({ batch, m, k, n, transposeA, transposeB }, s) => ({
        inputs: {
          a: random(transposed([...batch, m, k], transposeA), s),
          b: random(transposed([...batch, k, n], transposeB), s + 1),
        },
        attributes: { transposeA, transposeB },
      }));
    });

    test.each(['Sum', 'Mean'])('%s over any axes', async (kernel) => {
      const sizes = fc.array(length, { minLength: 1, maxLength: 4 }).chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          axis: fc.subarray(
            shape.map((_, axis) => axis),
            { minLength: 1 },
          ),
          keepDims: fc.boolean(),
          dtype: fc.constantFrom('float32' as const, 'int32' as const),
        }),
      );
      await agrees(kernel, sizes, ({ shape, axis, keepDims, dtype }, s) => {
        const { values } = random(shape, s);
        const whole = values.map((value) => Math.round(value * 100));
        return {
          inputs: { x: { shape, values: dtype === 'int32' ? whole : values, dtype } },
          attributes: { axis, keepDims },
        };
      });
    });

    test('slices of any rank and type', async () => {
      const sizes = fc
        .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
        .chain((shape) =>
          fc.record({
            shape: fc.constant([...shape.slice(0, -1), (shape.at(-1) ?? 1) * 9]),
            begin: fc.tuple(...shape.map((n) => fc.integer({ min: 0, max: n - 1 }))),
            whole: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
            dtype: fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
          }),
        );
      await agrees('Slice', sizes, ({ shape, begin, whole, dtype }, s) => ({
        inputs: {
          x: {
            shape,
            values: random(shape, s).values.map((v) => (dtype === 'float32' ? v : v > 0 ? 1 : 0)),
            dtype,
          },
        },
        attributes: {
          begin: begin.map((from, axis) => (whole[axis] ? 0 : from)),
          size: begin.map((_, axis) => (whole[axis] ? (shape[axis] ?? 1) : -1)),
        },
      }));
    });

    /** Any shape and type, and one of its axes. */
    const boxes = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
      .chain((shape) =>
        fc.record({
          shape: fc.constant([...shape.slice(0, -1), (shape.at(-1) ?? 1) * 9]),
          axis: fc.integer({ min: -shape.length, max: shape.length - 1 }),
          cut: fc.double({ min: 0, max: 1, noNaN: true }),
          dtype: fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
        }),
      );
    const boxOf = (
      { shape, dtype }: { shape: readonly number[]; dtype: 'float32' | 'int32' | 'bool' },
      s: number,
    ): Data => ({
      shape,
      values: random(shape, s).values.map((v) => (dtype === 'float32' ? v : v > 0 ? 1 : 0)),
      dtype,
    });

    test('tensors taken apart along any axis', () =>
      agrees('Unpack', boxes, (box, s) => ({
        inputs: { value: boxOf(box, s) },
        attributes: { axis: box.axis, num: box.shape.at(box.axis) },
      })));

    test('tensors split in two along any axis', () =>
      agrees('SplitV', boxes, (box, s) => {
        const whole = box.shape.at(box.axis) ?? 1;
        const first = Math.floor(whole * box.cut);
        return {
          inputs: { x: boxOf(box, s) },
          attributes: { axis: box.axis, numOrSizeSplits: [first, whole - first] },
        };
      }));

    test('axes in reverse, of any type', () =>
      agrees('Reverse', boxes, (box, s) => ({
        inputs: { x: boxOf(box, s) },
        attributes: { dims: [box.axis] },
      })));

    test('sums of segments, ids outside of the range left out', async () => {
      const sizes = fc.record({
        rows: fc.integer({ min: 0, max: 12 }),
        inner: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
        numSegments: fc.integer({ min: 1, max: 5 }),
      });
      await agrees('UnsortedSegmentSum', sizes, ({ rows, inner, numSegments }, s) => ({
        inputs: {
          x: random([rows, ...inner], s),
          segmentIds: {
            shape: [rows],
            values: random([rows], s + 1).values.map(
              (v) => Math.floor((v + 1) * 0.7 * numSegments) - 1,
            ),
            dtype: 'int32',
          },
        },
        attributes: { numSegments },
      }));
    });

    test.each([
      { kernel: 'Identity', attributes: {} },
      { kernel: 'Relu6', attributes: {} },
      { kernel: 'ClipByValue', attributes: { clipValueMin: -0.5, clipValueMax: 0.25 } },
      { kernel: 'Cast', attributes: { dtype: 'float32' } },
      { kernel: 'Cast', attributes: { dtype: 'int32' } },
      { kernel: 'Cast', attributes: { dtype: 'bool' } },
    ])('$kernel $attributes', async ({ kernel, attributes }) => {
      const shapes = fc.array(length, { maxLength: 4 });
      await agrees(kernel, shapes, (shape, s) => ({
        inputs: { x: { shape, values: random(shape, s).values.map((v) => v * 9) } },
        attributes,
      }));
    });
  });

  describe('a NaN that the stock kernel turns into a number stays', () => {
    const x = { shape: [2, 2], values: [1, Number.NaN, -2, 30] };
    const b = { shape: [2, 2], values: [1, 1, 1, 1] };

    test.each([
      { kernel: 'Relu6', inputs: { x }, attributes: {}, wanted: [1, Number.NaN, 0, 6] },
      {
        kernel: 'ClipByValue',
        inputs: { x },
        attributes: { clipValueMin: -1, clipValueMax: 5 },
        wanted: [1, Number.NaN, -1, 5],
      },
      ...['relu', 'relu6'].map((activation) => ({
        kernel: '_FusedMatMul',
        inputs: { a: x, b, bias: { shape: [2], values: [1, -100] } },
        attributes: { transposeA: false, transposeB: false, activation },
        wanted: [Number.NaN, Number.NaN, activation === 'relu' ? 29 : 6, 0],
      })),
      {
        kernel: 'Sum',
        inputs: { x },
        attributes: { axis: [0], keepDims: false },
        wanted: [-1, Number.NaN],
      },
    ])('in $kernel $attributes', async ({ kernel, inputs, attributes, wanted }) => {
      expect((await runOn('wasm', kernel, inputs, attributes)).values).toEqual(wanted);
    });
  });

  test('segment ids that do not match the rows are refused', async () => {
    const inputs = {
      x: random([3, 2], 1),
      segmentIds: { shape: [2], values: [0, 1], dtype: 'int32' as const },
    };
    const refused = runOn('wasm', 'UnsortedSegmentSum', inputs, { numSegments: 2 });
    await expect(refused).rejects.toMatchObject({ code: 'axis-mismatch' });
  });
});
