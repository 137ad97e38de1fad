import '@tensorflow/tfjs-backend-cpu';
import { createContext, type AnyParticle, type Shape } from '@sora-particles/combinator-core';
import { evaluateShape } from '@sora-particles/combinator-core/contract';
import {
  averagePool2d,
  conv2d,
  depthwiseConv2d,
  globalAveragePool,
  globalMaxPool,
  maxPool2d,
  separableConv2d,
} from '@sora-particles/conv-recognizer';
import { concat, expandDims, memory, tidy, unstack, type Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expectClose } from './support/close.ts';
import { pattern } from './support/pattern.ts';
import { slide, type Seen, type Window } from './support/reference.ts';
import { runParticle, type Tensors } from './support/run.ts';
import { readWeights, type ReadWeight } from './support/weights.ts';

/** A layer with a window, and what one of its output pixels is made of the pixels that it sees. */
interface Layer {
  /** `count` is a number of filters or a depth multiplier. */
  make(window: Window, count: number): AnyParticle;
  pixel(
    seen: readonly Seen[],
    read: ReadWeight,
    channels: number,
    count: number,
  ): readonly number[];
}

const LAYERS: Readonly<Record<string, Layer>> = {
  conv2d: {
    make: (window, filters) => conv2d({ ...window, filters }),
    pixel: (seen, read, _channels, filters) =>
      range(filters).map(
        (f) =>
          sumOf(seen, ({ u, v, pixel }) =>
            sumOf(pixel, (value, c) => value * read('kernel', u, v, c, f)),
          ) + read('bias', f),
      ),
  },
  depthwiseConv2d: {
    make: (window, depthMultiplier) => depthwiseConv2d({ ...window, depthMultiplier }),
    pixel: (seen, read, channels, multiplier) =>
      depthwise('kernel', seen, read, channels, multiplier).map(
        (value, f) => value + read('bias', f),
      ),
  },
  separableConv2d: {
    make: (window, depthMultiplier) => separableConv2d({ ...window, depthMultiplier, filters: 2 }),
    pixel: (seen, read, channels, multiplier) => {
      const each = depthwise('depthwiseKernel', seen, read, channels, multiplier);
      return range(2).map(
        (f) =>
          sumOf(each, (value, c) => value * read('pointwiseKernel', 0, 0, c, f)) + read('bias', f),
      );
    },
  },
  maxPool2d: {
    make: ({ kernelSize, strides, padding }) =>
      maxPool2d({ poolSize: kernelSize, strides, padding }),
    pixel: (seen, _read, channels) =>
      range(channels).map((c) => Math.max(...seen.map(({ pixel }) => pixel[c] ?? NaN))),
  },
  averagePool2d: {
    make: ({ kernelSize, strides, padding }) =>
      averagePool2d({ poolSize: kernelSize, strides, padding }),
    pixel: (seen, _read, channels) =>
      range(channels).map((c) => sumOf(seen, ({ pixel }) => pixel[c] ?? NaN) / seen.length),
  },
};

const GLOBAL: Readonly<Record<string, AnyParticle>> = {
  globalAveragePool: globalAveragePool(),
  globalMaxPool: globalMaxPool(),
};

const pair = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
const still = fc.constant<[number, number]>([1, 1]);
const window = fc.record<Window>({
  kernelSize: pair,
  strides: pair,
  padding: fc.constantFrom('valid', 'same'),
  dilation: still,
});
const dilatedWindow = fc.record<Window>({
  kernelSize: pair,
  strides: still,
  padding: fc.constantFrom('valid', 'same'),
  dilation: pair,
});
/** Batch, height, width and channels; every window above fits. */
const shape = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 7, max: 10 }),
  fc.integer({ min: 7, max: 10 }),
  fc.integer({ min: 1, max: 3 }),
);
const count = fc.integer({ min: 1, max: 3 });

describe('in the shape that the contract promises, and with nothing left behind', () => {
  const cases = Object.entries(LAYERS).flatMap(([name, layer]) => [
    { title: name, layer, windows: window },
    ...(name.endsWith('Conv2d') || name === 'conv2d'
      ? [{ title: `${name} with dilation`, layer, windows: dilatedWindow }]
      : []),
  ]);

  it.each(cases)('$title equals plain loops', ({ layer, windows }) => {
    const property = fc.property(
      windows,
      shape,
      count,
      fc.boolean(),
      (options, of, n, training) => {
        const before = memory().numTensors;
        tidy(() => {
          const particle = layer.make(options, n);
          const { x, y, params } = run(particle, of, training);
          const read = readWeights(params);
          const expected = slide(x.arraySync() as number[][][][], options, (seen) =>
            layer.pixel(seen, read, of[3], n),
          );
          expectClose(y, expected.flat(3));
        });
        expect(memory().numTensors).toBe(before);
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  it('globalAveragePool and globalMaxPool equal plain loops', () => {
    const property = fc.property(shape, (of) => {
      tidy(() => {
        const pixels = (x: Tensor): number[][][] =>
          (x.arraySync() as number[][][][]).map((image) => image.flat());
        const channels = (x: Tensor, reduce: (values: number[]) => number): number[] =>
          pixels(x).flatMap((image) =>
            range(of[3]).map((c) => reduce(image.map((p) => p[c] ?? NaN))),
          );
        const mean = run(globalAveragePool(), of, false);
        expectClose(
          mean.y,
          channels(mean.x, (v) => sumOf(v, (value) => value) / v.length),
        );
        const max = run(globalMaxPool(), of, false);
        expectClose(
          max.y,
          channels(max.x, (v) => Math.max(...v)),
        );
      });
    });
    fc.assert(property, { numRuns: 20 });
  });
});

describe('a run in batches equals a run item by item', () => {
  const particles = {
    ...Object.fromEntries(
      Object.entries(LAYERS).map(([name, { make }]) => [
        name,
        make({ kernelSize: [2, 3], strides: [2, 1], padding: 'same', dilation: [1, 1] }, 2),
      ]),
    ),
    ...GLOBAL,
  };

  it.each(Object.entries(particles))('%s', (_name, particle) => {
    tidy(() => {
      const { x, y, params } = run(particle, [3, 7, 8, 2], false);
      const items = unstack(x).map((item) => {
        const one = { x: expandDims(item) };
        return runParticle(particle, createContext(), one, params).y;
      });
      expect(concat(items).dataSync()).toEqual(y.dataSync());
    });
  });
});

/** Runs with weights of the shapes that the contract asks for, and checks the shape that it promises. */
function run(
  particle: AnyParticle,
  inputShape: readonly number[],
  training: boolean,
): { readonly x: Tensor; readonly y: Tensor; readonly params: Tensors } {
  const [batch = 0, height = 0, width = 0, channels = 0] = inputShape;
  const sizes = { batch, height, width, channels };
  const x = pattern('x', inputShape);
  const params = Object.fromEntries(
    Object.entries(particle.params).map(([name, spec]) => [
      name,
      pattern(name, evaluateShape(spec.shape, sizes) as number[]),
    ]),
  );
  const { y } = runParticle(particle, createContext({ training }), { x }, params);
  expect(y.shape).toEqual(evaluateShape(particle.output['y']?.shape as Shape, sizes));
  return { x, y, params };
}

function depthwise(
  kernel: string,
  seen: readonly Seen[],
  read: ReadWeight,
  channels: number,
  multiplier: number,
): number[] {
  return range(channels).flatMap((c) =>
    range(multiplier).map((k) =>
      sumOf(seen, ({ u, v, pixel }) => (pixel[c] ?? NaN) * read(kernel, u, v, c, k)),
    ),
  );
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function sumOf<T>(items: readonly T[], value: (item: T, i: number) => number): number {
  return items.reduce((sum, item, i) => sum + value(item, i), 0);
}
