import fc from 'fast-check';
import { createContext, isParticleError, registerGradients } from '@sora-particles/combinator-core';
import {
  grad,
  memory,
  sum,
  mul,
  tensor,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { interpolationRows, transposeRows } from '../src/geometry/interpolation-rows.ts';
import { resize } from '../src/index.ts';
import { imagesWithin, oneByOne, toTensor } from './support/arrays.ts';
import { onEachBackend } from './support/backends.ts';
import { fromGolden, golden, type GoldenTensor } from './support/golden.ts';
import { difference, run } from './support/run.ts';

interface Case {
  readonly size: [number, number];
  readonly method: 'bilinear' | 'nearest';
  readonly antialias: boolean;
  readonly x: GoldenTensor;
  readonly y: GoldenTensor;
}

const context = createContext();

beforeAll(registerGradients);

const cases = (golden('resize') as Case[]).map((one) => ({
  ...one,
  title: `[${one.x.shape.join(', ')}] to [${one.size.join(', ')}], ${one.method}${one.antialias ? ', smoothed' : ''}`,
}));

describe('resize', () => {
  onEachBackend(() => {
    test.each(cases)('$title: as TensorFlow and PyTorch', ({ size, method, antialias, x, y }) => {
      const got = run(resize({ size, method, antialias }), () => fromGolden(x));
      expect(got.shape).toEqual(y.shape);
      expect(difference(got.values, y.values)).toBeLessThan(method === 'nearest' ? 1e-7 : 2e-6);
    });

    test('the gradient is the adjoint: <resize(u), v> = <u, gradient at v>', () => {
      fc.assert(
        fc.property(
          imagesWithin(9, 9),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom({ method: 'nearest' }, { method: 'bilinear' }, { antialias: true }),
          (images, height, width, options) => {
            const particle = resize({ size: [height, width], ...(options as object) });
            const apply = (x: Tensor) =>
              (particle.run(context, { x }, {}, {}) as { outputs: { y: Tensor } }).outputs.y;
            tidy(() => {
              const u = toTensor(images);
              const v = weights([images.shape[0], height, width, images.shape[3]]);
              const inner = sum(mul(apply(u), v)).dataSync()[0] ?? NaN;
              const gradient = grad((x) => sum(mul(apply(x), v)))(u);
              const outer = sum(mul(u, gradient)).dataSync()[0] ?? NaN;
              expect(Math.abs(inner - outer)).toBeLessThan(1e-4 * Math.max(1, Math.abs(inner)));
            });
          },
        ),
        { numRuns: 60, seed: 4 },
      );
    });

    test('a batch gives what its images give one by one', () => {
      fc.assert(
        fc.property(imagesWithin(8, 8), fc.boolean(), (images, antialias) => {
          const particle = resize({ size: [5, 3], antialias });
          const batch = run(particle, () => toTensor(images)).values;
          const single = oneByOne(images).flatMap((image) => run(particle, image).values);
          expect(difference(batch, single)).toBeLessThan(1e-6);
        }),
        { numRuns: 50, seed: 5 },
      );
    });

    test('stays within the range of the image', () => {
      fc.assert(
        fc.property(imagesWithin(7, 7), fc.boolean(), (images, antialias) => {
          const { values } = run(resize({ size: [4, 11], antialias }), () => toTensor(images));
          expect(Math.min(...values)).toBeGreaterThan(Math.min(...images.values) - 1e-6);
          expect(Math.max(...values)).toBeLessThan(Math.max(...images.values) + 1e-6);
        }),
        { numRuns: 50, seed: 6 },
      );
    });

    test('keeps no tensor', () => {
      const before = memory().numTensors;
      for (const { size, method, antialias, x } of cases) {
        run(resize({ size, method, antialias }), () => fromGolden(x));
      }
      expect(memory().numTensors).toBe(before);
    });
  });

  test('an image of the right size passes as it is', () => {
    const x = tensor([1, 2, 3, 4], [2, 2, 1]);
    const { outputs } = resize({ size: [2, 2] }).run(context, { x }, {}, {}) as {
      outputs: { y: Tensor };
    };
    expect(outputs.y).toBe(x);
    x.dispose();
  });

  test('works under any number of leading axes', () => {
    const x = () =>
      tensor(
        Array.from({ length: 24 }, (_, i) => i),
        [2, 3, 2, 2, 1],
      );
    expect(run(resize({ size: [1, 1] }), x)).toEqual({
      shape: [2, 3, 1, 1, 1],
      values: [1.5, 5.5, 9.5, 13.5, 17.5, 21.5],
    });
  });

  test('nearest decides ties by whole numbers', () => {
    const row = Array.from({ length: 6 }, (_, i) => i);
    const got = run(resize({ size: [1, 9], method: 'nearest' }), () => tensor(row, [1, 6, 1]));
    expect(got.values).toEqual([0, 1, 1, 2, 3, 3, 4, 5, 5]);
  });

  test('declares the size in its contract, and everything else as it was', () => {
    const { output, config } = resize({ size: [28, 14] });
    expect(output.y).toEqual({ shape: ['...lead', 28, 14, 'channels'], like: 'x' });
    expect(config).toEqual({ size: [28, 14], method: 'bilinear', antialias: false });
  });

  test.each([
    [{ size: [28] }, 'option-invalid'],
    [{ size: [28, 0] }, 'option-invalid'],
    [{ size: [28, 2.5] }, 'option-invalid'],
    [{}, 'option-missing'],
    [{ size: [28, 28], method: 'bicubic' }, 'option-invalid'],
    [{ size: [28, 28], method: 'nearest', antialias: true }, 'option-invalid'],
  ])('refuses the options %j', (options, code) => {
    try {
      resize(options as { size: [number, number] });
    } catch (error) {
      expect(isParticleError(error) && error.code).toBe(code);
      return;
    }
    throw new Error('nothing was thrown');
  });
});

describe('interpolation rows', () => {
  test('add up to 1 and transpose to what they came from', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (inputs, outputs, antialias) => {
          const rows = interpolationRows(inputs, outputs, antialias);
          for (const { first, weights } of rows) {
            expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
            expect(first + weights.length).toBeLessThanOrEqual(inputs);
          }
          const twice = transposeRows(transposeRows(rows, inputs), outputs);
          expect(dense(twice, inputs)).toEqual(dense(rows, inputs));
        },
      ),
      { seed: 7 },
    );
  });
});

function dense(rows: ReturnType<typeof interpolationRows>, inputs: number): number[][] {
  return rows.map(({ first, weights }) =>
    Array.from({ length: inputs }, (_, j) => weights[j - first] ?? 0),
  );
}

function weights(shape: [number, number, number, number]): Tensor4D {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Array.from({ length }, (_, i) => Math.sin(i + 1)),
    shape,
  );
}
