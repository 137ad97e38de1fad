import { registerGradients } from '@sora-particles/combinator-core';
import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { wasmEngine } from '../src/index.ts';
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

/** Random numbers, among them NaN at about one place in `every`, and now and then an infinity. */
function broken(shape: readonly number[], seed: number, every = 7): Data {
  const { values } = random(shape, seed);
  const draws = random(shape, seed + 500).values;
  return {
    shape,
    values: values.map((value, i) => {
      const draw = ((draws[i] as number) + 1) * every;
      if (draw < 2) return nan;
      return draw < 2.2 ? Math.sign(value) * infinity : value * 4;
    }),
  };
}

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'];

const cases = fc.record({
  seed: fc.nat(1e6),
  side: fc.integer({ min: 3, max: 7 }),
  channels: fc.integer({ min: 1, max: 6 }),
  out: fc.integer({ min: 1, max: 10 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  strides: fc.integer({ min: 1, max: 2 }),
  pad: fc.constantFrom('valid', 'same'),
  hasBias: fc.boolean(),
  isFilterBroken: fc.boolean(),
});

/** Backends differ in whether a tap that sees no input makes 0 of it, or 0 times NaN. */
const isBroken = (c: { readonly pad: string; readonly isFilterBroken: boolean }) =>
  c.pad === 'valid' && c.isFilterBroken;

describe.each(ways)(
  '$way, NaN and infinity come out where the cpu backend shows them:',
  ({ simd }) => {
    beforeAll(() => startWasm(simd));

    const agree = async (kernel: string, inputs: Record<string, Data>, attributes: object) => {
      expectClose(
        await runOn('wasm', kernel, inputs, attributes),
        await runOn('cpu', kernel, inputs, attributes),
        1e-5,
      );
    };

    describe.each(activations)('%s', (activation) => {
      const ending = (channels: number, hasBias: boolean, seed: number): Record<string, Data> => ({
        ...(hasBias && { bias: random([channels], seed + 2) }),
        ...(activation === 'prelu' && { preluActivationWeights: random([channels], seed + 3) }),
      });

      test.each(['FusedConv2D', 'FusedDepthwiseConv2D'])('%s', async (kernel) => {
        await fc.assert(
          fc.asyncProperty(cases, async (c) => {
            const isDepthwise = kernel !== 'FusedConv2D';
            const last = isDepthwise ? (c.out % 3) + 1 : c.out;
            const shape = [c.kernel, c.kernel, c.channels, last];
            await agree(
              kernel,
              {
                x: broken([2, c.side, c.side, c.channels], c.seed, 40),
                filter: isBroken(c) ? broken(shape, c.seed + 1, 40) : random(shape, c.seed + 1),
                ...ending(isDepthwise ? c.channels * last : last, c.hasBias, c.seed),
              },
              {
                ...{ strides: c.strides, pad: c.pad, dilations: 1, dataFormat: 'NHWC', activation },
                leakyreluAlpha: 0.3,
              },
            );
          }),
          { numRuns: 25, seed: 8 },
        );
      });

      test('_FusedMatMul', async () => {
        await fc.assert(
          fc.asyncProperty(cases, fc.boolean(), fc.boolean(), async (c, transposeA, transposeB) => {
            const [m, k, n] = [c.side, c.channels, c.out];
            await agree(
              '_FusedMatMul',
              {
                a: broken(transposeA ? [2, k, m] : [2, m, k], c.seed, 30),
                b: random(transposeB ? [1, n, k] : [1, k, n], c.seed + 1),
                ...ending(n, c.hasBias, c.seed),
              },
              { transposeA, transposeB, activation, leakyreluAlpha: 0.3 },
            );
          }),
          { numRuns: 25, seed: 9 },
        );
      });
    });

    test('weights of prelu for each place', async () => {
      const x = broken([1, 2, 3, 2], 1);
      const filter = random([1, 1, 2, 2], 2);
      const attributes = { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC' };
      for (const shape of [[2, 3, 2], [3, 1], [1]]) {
        const preluActivationWeights = random(shape, 3);
        const inputs = { x, filter, preluActivationWeights };
        await agree('FusedConv2D', inputs, { ...attributes, activation: 'prelu' });
      }
    });

    test('a bias of a fused product that is no row', async () => {
      const inputs = { a: broken([2, 3, 4], 1), b: random([1, 4, 5], 2), bias: random([3, 1], 3) };
      const attributes = { transposeA: false, transposeB: false, activation: 'elu' };
      await agree('_FusedMatMul', inputs, attributes);
    });

    test.each(['Conv2DBackpropInput', 'Conv2D', 'DepthwiseConv2dNative'])('%s', async (kernel) => {
      await fc.assert(
        fc.asyncProperty(cases, async (c) => {
          const attributes = { strides: c.strides, pad: c.pad, dilations: 1, dataFormat: 'NHWC' };
          const inputShape = [2, c.side, c.side, c.channels];
          const shape = [c.kernel, c.kernel, c.channels, c.out];
          const filter = isBroken(c) ? broken(shape, c.seed + 1, 60) : random(shape, c.seed + 1);
          if (kernel !== 'Conv2DBackpropInput') {
            await agree(kernel, { x: broken(inputShape, c.seed, 40), filter }, attributes);
            return;
          }
          const side =
            c.pad === 'same'
              ? Math.ceil(c.side / c.strides)
              : Math.floor((c.side - c.kernel) / c.strides) + 1;
          const dy = broken([2, side, side, c.out], c.seed, 40);
          const inputs = { dy, filter: random(shape, c.seed + 1) };
          await agree(kernel, inputs, { ...attributes, inputShape });
        }),
        { numRuns: 40, seed: 10 },
      );
    });

    test.each([
      [
        [3, 7],
        [3, 7],
      ],
      [[3, 7], [7]],
      [
        [3, 7],
        [3, 1],
      ],
      [[3, 7], []],
      [[7], [3, 7]],
      [
        [3, 1, 5],
        [1, 4, 1],
      ],
      [[0, 3], [3]],
    ])('Maximum and Minimum of %j and %j', async (a, b) => {
      for (const kernel of ['Maximum', 'Minimum']) {
        for (const seed of [1, 2, 3]) {
          await agree(kernel, { a: broken(a, seed), b: broken(b, seed + 10, 4) }, {});
        }
      }
    });

    test('Maximum of integers', async () => {
      const whole = (seed: number): Data => ({
        shape: [9],
        dtype: 'int32',
        values: random([9], seed).values.map((v) => Math.round(v * 100)),
      });
      await agree('Maximum', { a: whole(1), b: whole(2) }, {});
    });

    test('ClipByValue and Relu6', async () => {
      const x = broken([5, 7], 4);
      await agree('ClipByValue', { x }, { clipValueMin: -1, clipValueMax: 2 });
      await agree('Relu6', { x }, {});
    });

    // The cpu backend hides NaN here.
    test.each(['MaxPool', 'AvgPool'])('%s, by plain loops', async (kernel) => {
      for (const [filterSize, strides] of [
        [1, 1],
        [2, 2],
        [3, 2],
        [2, 1],
      ] as const) {
        const x = broken([2, 5, 6, 5], filterSize * 10 + strides, 30);
        const attributes = { filterSize, strides, pad: 'valid' };
        const { shape, values } = await runOn('wasm', kernel, { x }, attributes);
        const [, height = 0, width = 0] = shape;
        const at = (n: number, i: number, j: number, c: number) =>
          x.values[((n * 5 + i) * 6 + j) * 5 + c] as number;
        const wanted: number[] = [];
        for (let n = 0; n < 2; n++)
          for (let i = 0; i < height; i++)
            for (let j = 0; j < width; j++)
              for (let c = 0; c < 5; c++) {
                const window: number[] = [];
                for (let p = 0; p < filterSize; p++)
                  for (let q = 0; q < filterSize; q++)
                    window.push(at(n, i * strides + p, j * strides + q, c));
                const total = window.reduce((a, b) => a + b, 0);
                wanted.push(kernel === 'MaxPool' ? Math.max(...window) : total / window.length);
              }
        expectClose({ shape, values }, { shape, values: wanted }, 1e-6);
      }
    });
  },
);

describe('leakyrelu without a slope has 0.2, that of leakyRelu()', () => {
  const fused = (x: tf.Tensor) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: tf.ones([1, 1, 1, 1]),
      ...{ strides: 1, pad: 'valid', activation: 'leakyrelu' },
    });

  test.each(ways)('$way', async ({ simd }) => {
    await startWasm(simd);
    tf.tidy(() => {
      const [y] = fused(tf.fill([1, 1, 1, 1], -1)).dataSync();
      expect(y).toBeCloseTo(-0.2);
    });
  });

  test('as a plan', async () => {
    registerGradients();
    await tf.setBackend('cpu');
    const engine = wasmEngine({ strict: true });
    tf.tidy(() => {
      const [y] = engine
        .compile(fused)(tf.fill([1, 1, 1, 1], -1))
        .dataSync();
      expect(y).toBeCloseTo(-0.2);
    });
    engine.dispose();
  });
});

describe.each(ways)('$way, what cannot be done is refused:', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  const images = () => toTensor(random([1, 4, 4, 4], 1));

  test.each([
    ['Conv2DBackpropFilter', 'filterShape'],
    ['DepthwiseConv2dNativeBackpropFilter', 'filterShape'],
    ['DepthwiseConv2dNativeBackpropInput', 'inputShape'],
  ])('%s of NCHW', (kernel, shape) => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const inputs = { x: images(), dy: images(), filter: images() };
      const attributes = { strides: 1, pad: 'same', dataFormat: 'NCHW', [shape]: [1, 1, 4, 4] };
      expect(() => tf.engine().runKernel(kernel, inputs, attributes)).toThrow(
        /found: +NCHW[^]*layout-mismatch/,
      );
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
