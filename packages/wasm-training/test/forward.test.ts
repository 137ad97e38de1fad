import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Data,
  expectClose,
  random,
  runOn,
  startWasm,
  toTensor,
  ways,
} from './support/backends.ts';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const size = (max: number) => fc.integer({ min: 1, max });
const pair = (max: number) => fc.tuple(size(max), size(max));

const convolutions = fc
  .record({
    batch: fc.nat(3),
    side: fc.tuple(fc.integer({ min: 4, max: 13 }), fc.integer({ min: 4, max: 13 })),
    channels: size(6),
    kernel: pair(4),
    out: size(19),
    strides: pair(3),
    pad: fc.constantFrom<'valid' | 'same'>('valid', 'same'),
    activation: fc.constantFrom('linear', 'relu', 'relu6'),
    hasBias: fc.boolean(),
  })
  .map(({ batch, side, channels, kernel, out, ...attributes }) => ({
    x: [batch, ...side, channels],
    filter: [...kernel, channels, out],
    ...attributes,
  }));

const windows = fc.record({
  x: fc.tuple(fc.nat(3), size(9), size(9), size(9)),
  filterSize: pair(3),
  strides: pair(3),
  pad: fc.constantFrom('valid', 'same'),
});

const equations: readonly { equation: string; shapes: readonly (readonly number[])[] }[] = [
  {
    equation: 'ij,jk->ik',
    shapes: [
      [3, 4],
      [4, 5],
    ],
  },
  {
    equation: 'ij,jk->ki',
    shapes: [
      [3, 4],
      [4, 5],
    ],
  },
  {
    equation: 'bij,bjk->bik',
    shapes: [
      [2, 3, 4],
      [2, 4, 5],
    ],
  },
  {
    equation: 'bthd,bshd->bhts',
    shapes: [
      [2, 3, 2, 4],
      [2, 5, 2, 4],
    ],
  },
  { equation: 'ij->ji', shapes: [[3, 4]] },
  { equation: 'ij->i', shapes: [[3, 4]] },
  { equation: 'i,j->ij', shapes: [[3], [4]] },
  {
    equation: 'ij,ij->',
    shapes: [
      [3, 4],
      [3, 4],
    ],
  },
  { equation: 'ijk,j->i', shapes: [[2, 3, 4], [3]] },
];

// Without SIMD these are the stock kernels.
describe('with SIMD, as the cpu backend does:', () => {
  beforeAll(() => startWasm(true));

  const agree = async (kernel: string, inputs: Record<string, Data>, attributes: object) => {
    expectClose(
      await runOn('wasm', kernel, inputs, attributes),
      await runOn('cpu', kernel, inputs, attributes),
    );
  };

  test.each(['FusedConv2D', 'Conv2D', 'FusedDepthwiseConv2D', 'DepthwiseConv2dNative'])(
    '%s',
    async (kernel) => {
      const isDepthwise = kernel.includes('Depthwise');
      await fc.assert(
        fc.asyncProperty(convolutions, fc.nat(1e6), async (c, seed) => {
          const { activation, hasBias, strides, pad } = c;
          // A multiplier of up to 4.
          const filter = c.filter.map((n, axis) => (isDepthwise && axis === 3 ? (n % 4) + 1 : n));
          const [, , channels = 1, last = 1] = filter;
          const bias = random([isDepthwise ? channels * last : last], seed + 2);
          const inputs = { x: random(c.x, seed), filter: random(filter, seed + 1) };
          await agree(
            kernel,
            hasBias && kernel.startsWith('Fused') ? { ...inputs, bias } : inputs,
            {
              strides,
              pad,
              dilations: 1,
              dataFormat: 'NHWC',
              activation,
            },
          );
        }),
        { numRuns: 60, seed: 6 },
      );
    },
  );

  test.each(['MaxPool', 'AvgPool'])('%s', async (kernel) => {
    await fc.assert(
      fc.asyncProperty(windows, fc.nat(1e6), async (c, seed) => {
        fc.pre(c.filterSize.every((n, axis) => n <= (c.x[axis + 1] ?? 0)));
        await agree(kernel, { x: random(c.x, seed) }, c);
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  test.each([
    { a: [3, 2, 4, 5], b: [5, 6] },
    { a: [4, 5], b: [3, 5, 6] },
    { a: [2, 1, 4, 5], b: [1, 3, 5, 6], pairs: true },
    { a: [0, 4, 5], b: [1, 5, 6] },
  ])('products of $a and $b', async ({ a, b, pairs }) => {
    const attributes = { transposeA: false, transposeB: false };
    const inputs = { a: random(a, 1), b: random(b, 2) };
    if (pairs === undefined) return agree('BatchMatMul', inputs, attributes);
    // The other backends are wrong where both sides broadcast; here each pair by itself.
    const part = (data: Data, at: number, count: number, shape: number[]): Data => {
      const length = data.values.length / count;
      return { shape, values: data.values.slice(at * length, (at + 1) * length) };
    };
    const got = await runOn('wasm', 'BatchMatMul', inputs, attributes);
    expect(got.shape).toEqual([2, 3, 4, 6]);
    for (let at = 0; at < 6; at++) {
      const one = {
        a: part(inputs.a, Math.floor(at / 3), 2, [4, 5]),
        b: part(inputs.b, at % 3, 3, [5, 6]),
      };
      expectClose(part(got, at, 6, [4, 6]), await runOn('cpu', 'BatchMatMul', one, attributes));
    }
    return undefined;
  });
});

describe.each(ways)('$way', ({ simd }) => {
  test.each(equations)(
    'einsum $equation is that of the cpu backend',
    async ({ equation, shapes }) => {
      await startWasm(simd);
      const run = async (backend: string): Promise<Data> => {
        await tf.setBackend(backend);
        return tf.tidy(() => {
          const terms = shapes.map((shape, index) => toTensor(random(shape, index + 1)));
          const result = tf.einsum(equation, ...terms);
          return { shape: result.shape, values: [...result.dataSync()] };
        });
      };
      const before = tf.memory().numTensors;
      expectClose(await run('wasm'), await run('cpu'));
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

describe('with SIMD, NaN and infinity', () => {
  beforeAll(() => startWasm(true));

  /** Four channels, so that whole vectors are met, and one more, so that single numbers are, too. */
  const image = (values: readonly number[], side: readonly [number, number]): Data => ({
    shape: [1, ...side, 5],
    values: values.flatMap((value) => [value, value, value, value, value]),
  });

  test.each([
    { kernel: 'MaxPool', values: [1, nan, 2, 3], wanted: nan },
    { kernel: 'MaxPool', values: [nan, nan, nan, nan], wanted: nan },
    { kernel: 'MaxPool', values: [1, infinity, -infinity, 3], wanted: infinity },
    { kernel: 'AvgPool', values: [1, nan, 2, 3], wanted: nan },
    { kernel: 'AvgPool', values: [1, infinity, 2, 3], wanted: infinity },
  ])('in $kernel of $values', async ({ kernel, values, wanted }) => {
    for (const channels of [5, 4]) {
      const x = image(values, [2, 2]);
      const cut = x.values.filter((_, at) => at % 5 < channels);
      const inputs = { x: { shape: [1, 2, 2, channels], values: cut } };
      const { values: got } = await runOn('wasm', kernel, inputs, {
        filterSize: 2,
        strides: 2,
        pad: 'valid',
      });
      expect(got).toEqual(new Array(channels).fill(wanted));
    }
  });

  test('in the gradient of max pooling: the first NaN of a window gets dy', async () => {
    const attributes = { filterSize: 2, strides: 2, pad: 'valid' };
    for (const channels of [4, 3]) {
      const spread = (values: readonly number[]): number[] =>
        values.flatMap((value) => new Array<number>(channels).fill(value));
      const input = { shape: [1, 2, 2, channels], values: spread([1, nan, nan, 3]) };
      const output = await runOn('wasm', 'MaxPool', { x: input }, attributes);
      const dy = { shape: [1, 1, 1, channels], values: spread([7]) };
      const { values } = await runOn('wasm', 'MaxPoolGrad', { input, output, dy }, attributes);
      expect(values).toEqual(spread([0, 7, 0, 0]));
    }
  });

  test.each(['linear', 'relu', 'relu6'])(
    'in a convolution with %s: only what sees them',
    async (activation) => {
      const x = { shape: [1, 1, 6, 1], values: [1, 2, nan, 1, 1, infinity] };
      const filter = { shape: [1, 2, 1, 9], values: new Array<number>(18).fill(1) };
      const bias = { shape: [9], values: new Array<number>(9).fill(1) };
      const attributes = { strides: 1, pad: 'valid', dilations: 1, dataFormat: 'NHWC', activation };
      const { values } = await runOn('wasm', 'FusedConv2D', { x, filter, bias }, attributes);
      const last = activation === 'relu6' ? 6 : infinity;
      const wanted = [4, nan, nan, 3, last].flatMap((value) => new Array<number>(9).fill(value));
      expect(values).toEqual(wanted);
    },
  );

  test('in the gradient of relu: as dy times the step of x', async () => {
    const x = { shape: [6], values: [1, -1, nan, 1, -1, 2] };
    const dy = { shape: [6], values: [2, 2, 2, nan, nan, infinity] };
    const { values } = await runOn('wasm', 'ReluGrad', { x, dy }, {});
    expect(values).toEqual([2, -0, nan, nan, nan, infinity].map((v) => (v === 0 ? 0 : v)));
  });

  test('in sums of segments: only in their segment', async () => {
    const x = { shape: [3, 5], values: [1, 1, 1, 1, 1, nan, 1, 1, 1, nan, 2, 2, 2, 2, 2] };
    const segmentIds = { shape: [3], values: [1, 0, 1], dtype: 'int32' as const };
    const { values } = await runOn(
      'wasm',
      'UnsortedSegmentSum',
      { x, segmentIds },
      { numSegments: 2 },
    );
    expect(values).toEqual([nan, 1, 1, 1, nan, 3, 3, 3, 3, 3]);
  });
});
