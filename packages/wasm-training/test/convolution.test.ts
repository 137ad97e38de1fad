import fc from 'fast-check';
import { backend_util } from '@tensorflow/tfjs-core';
import { type Data, expectClose, random, runOn, startWasm, ways } from './support/backends.ts';

describe.each(ways)('$way', ({ simd }) => {
  beforeAll(() => startWasm(simd));

  type Size4 = [number, number, number, number];

  interface Case {
    readonly x: Size4;
    readonly filter: Size4;
    readonly strides: [number, number];
    readonly dilations: [number, number];
    readonly pad: 'valid' | 'same' | [[0, 0], [number, number], [number, number], [0, 0]];
  }

  const side = fc.integer({ min: 1, max: 3 });
  const border = fc.integer({ min: 0, max: 2 });

  function cases(depthwise: boolean, dilated: boolean): fc.Arbitrary<Case> {
    return fc
      .record({
        batch: fc.nat(3),
        height: fc.integer({ min: 5, max: 9 }),
        width: fc.integer({ min: 5, max: 9 }),
        channels: fc.integer({ min: 1, max: 4 }),
        kernelHeight: side,
        kernelWidth: side,
        // In eights the SIMD kernels go other ways.
        out: depthwise
          ? fc.integer({ min: 1, max: 2 })
          : fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constantFrom(8, 16)),
        strides: dilated ? fc.constant<[number, number]>([1, 1]) : fc.tuple(side, side),
        dilations: dilated
          ? fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }))
          : fc.constant<[number, number]>([1, 1]),
        pad: fc.oneof(
          fc.constant('valid' as const),
          fc.constant('same' as const),
          fc
            .tuple(border, border, border, border)
            .map(([top, bottom, left, right]): Case['pad'] => [
              [0, 0],
              [top, bottom],
              [left, right],
              [0, 0],
            ]),
        ),
      })
      .map((c) => ({
        x: [c.batch, c.height, c.width, c.channels],
        filter: [c.kernelHeight, c.kernelWidth, c.channels, c.out],
        strides: c.strides,
        dilations: c.dilations,
        pad: c.pad,
      }));
  }

  function geometryOf({ x, filter, strides, dilations, pad }: Case, depthwise: boolean) {
    return backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, undefined, depthwise);
  }

  /**
   * The definition: y[b, p, q, o] = sum of x[b, p s + i d - pad, ...] w[i, j, ...], so that each product
   * x w dy of three places counts once. Calls `visit` for each such triple of flat indices.
   */
  function eachProduct(
    c: Case,
    depthwise: boolean,
    visit: (x: number, w: number, y: number) => void,
  ): void {
    const [batch, height, width, channels] = c.x;
    const [kernelHeight, kernelWidth, , last] = c.filter;
    const { outHeight, outWidth, outChannels, padInfo } = geometryOf(c, depthwise);
    for (let b = 0; b < batch; b++)
      for (let p = 0; p < outHeight; p++)
        for (let q = 0; q < outWidth; q++)
          for (let i = 0; i < kernelHeight; i++)
            for (let j = 0; j < kernelWidth; j++)
              for (let ci = 0; ci < channels; ci++)
                for (let co = 0; co < last; co++) {
                  const row = p * c.strides[0] + i * c.dilations[0] - padInfo.top;
                  const column = q * c.strides[1] + j * c.dilations[1] - padInfo.left;
                  if (row < 0 || row >= height || column < 0 || column >= width) continue;
                  const out = depthwise ? ci * last + co : co;
                  visit(
                    ((b * height + row) * width + column) * channels + ci,
                    ((i * kernelWidth + j) * channels + ci) * last + co,
                    ((b * outHeight + p) * outWidth + q) * outChannels + out,
                  );
                }
  }

  function sumOf(
    shape: readonly number[],
    fill: (add: (at: number, value: number) => void) => void,
  ): Data {
    const values = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
    fill((at, value) => (values[at] = (values[at] ?? 0) + value));
    return { shape, values };
  }

  describe.each([
    {
      kind: 'a convolution',
      depthwise: false,
      filterKernel: 'Conv2DBackpropFilter',
      inputKernel: 'Conv2DBackpropInput',
    },
    {
      kind: 'a depthwise convolution',
      depthwise: true,
      filterKernel: 'DepthwiseConv2dNativeBackpropFilter',
      inputKernel: 'DepthwiseConv2dNativeBackpropInput',
    },
  ])('the gradient of $kind', ({ depthwise, filterKernel, inputKernel }) => {
    const attributes = (c: Case) => ({
      strides: c.strides,
      dilations: c.dilations,
      pad: c.pad,
      dataFormat: 'NHWC',
      filterShape: c.filter,
      inputShape: c.x,
    });
    const dyOf = (c: Case, seed: number) => random(geometryOf(c, depthwise).outShape, seed);

    test.each([
      { strided: 'strides', dilated: false },
      { strided: 'dilations', dilated: true },
    ])('by the filter is the sum of its definition, with $strided', async ({ dilated }) => {
      await fc.assert(
        fc.asyncProperty(cases(depthwise, dilated), fc.nat(1e6), async (c, seed) => {
          const x = random(c.x, seed);
          const dy = dyOf(c, seed + 1);
          const wanted = sumOf(c.filter, (add) => {
            eachProduct(c, depthwise, (i, w, o) => {
              add(w, (x.values[i] ?? 0) * (dy.values[o] ?? 0));
            });
          });
          expectClose(await runOn('wasm', filterKernel, { x, dy }, attributes(c)), wanted);
        }),
        { numRuns: 40, seed: 1 },
      );
    });

    test.each([
      { strided: 'strides', dilated: false },
      { strided: 'dilations', dilated: true },
    ])('by the input is the sum of its definition, with $strided', async ({ dilated }) => {
      await fc.assert(
        fc.asyncProperty(cases(depthwise, dilated), fc.nat(1e6), async (c, seed) => {
          const filter = random(c.filter, seed);
          const dy = dyOf(c, seed + 1);
          const wanted = sumOf(c.x, (add) => {
            eachProduct(c, depthwise, (i, w, o) => {
              add(i, (filter.values[w] ?? 0) * (dy.values[o] ?? 0));
            });
          });
          expectClose(await runOn('wasm', inputKernel, { filter, dy }, attributes(c)), wanted);
        }),
        { numRuns: 40, seed: 2 },
      );
    });

    test('agrees with the cpu backend', async () => {
      await fc.assert(
        fc.asyncProperty(cases(depthwise, false), fc.nat(1e6), async (c, seed) => {
          const inputs = {
            x: random(c.x, seed),
            filter: random(c.filter, seed + 2),
            dy: dyOf(c, seed + 1),
          };
          for (const kernel of [filterKernel, inputKernel]) {
            expectClose(
              await runOn('wasm', kernel, inputs, attributes(c)),
              await runOn('cpu', kernel, inputs, attributes(c)),
            );
          }
        }),
        { numRuns: 25, seed: 3 },
      );
    });

    test('of a batch too large to be treated at once is that of its items', async () => {
      // 1,152 taps x 24 x 24 positions: one item a turn.
      const channels = depthwise ? 8 : 128;
      const c: Case = {
        x: [3, 24, 24, channels],
        filter: [3, 3, channels, 1],
        strides: [1, 2],
        dilations: [1, 1],
        pad: 'same',
      };
      const one: Case = { ...c, x: [1, 24, 24, channels] };
      const filter = random(c.filter, 6);
      const x = random(c.x, 5);
      const dy = dyOf(c, 7);
      const item = ({ shape, values }: Data, index: number): Data => {
        const size = values.length / 3;
        return {
          shape: [1, ...shape.slice(1)],
          values: values.slice(index * size, (index + 1) * size),
        };
      };
      const parts = await Promise.all(
        [0, 1, 2].map(async (index) => {
          const inputs = { x: item(x, index), dy: item(dy, index), filter };
          return {
            filter: await runOn('wasm', filterKernel, inputs, attributes(one)),
            input: await runOn('wasm', inputKernel, inputs, attributes(one)),
          };
        }),
      );
      const summed = filter.values.map((_, at) =>
        parts.reduce((sum, part) => sum + (part.filter.values[at] ?? 0), 0),
      );
      const inputs = { x, dy, filter };
      expectClose(
        await runOn('wasm', filterKernel, inputs, attributes(c)),
        { shape: c.filter, values: summed },
        1e-5,
      );
      expectClose(await runOn('wasm', inputKernel, inputs, attributes(c)), {
        shape: c.x,
        values: parts.flatMap((part) => part.input.values),
      });
    });

    test('shows a NaN of dy', async () => {
      const c: Case = {
        x: [1, 5, 5, 2],
        filter: [3, 3, 2, 2],
        strides: [2, 2],
        dilations: [1, 1],
        pad: 'same',
      };
      const broken = dyOf(c, 1);
      const dy = {
        ...broken,
        values: broken.values.map((value, index) => (index === 3 ? Number.NaN : value)),
      };
      const inputs = { x: random(c.x, 5), filter: random(c.filter, 6), dy };
      for (const kernel of [filterKernel, inputKernel]) {
        expect((await runOn('wasm', kernel, inputs, attributes(c))).values).toContainEqual(
          Number.NaN,
        );
      }
    });
  });
});
