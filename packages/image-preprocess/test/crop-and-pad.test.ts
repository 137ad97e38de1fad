import fc from 'fast-check';
import { createContext, registerGradients } from '@sora-particles/combinator-core';
import { grad, memory, sum, mul, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { centerCrop, pad, randomCrop, type Padding, type Size } from '../src/index.ts';
import { counting, imagesWithin, oneByOne, toTensor } from './support/arrays.ts';
import { onEachBackend } from './support/backends.ts';
import { fromGolden, golden, type GoldenTensor } from './support/golden.ts';
import { failure, run } from './support/run.ts';

const expected = golden('pixelwise') as {
  x: GoldenTensor;
  centerCrop: { size: Size; y: GoldenTensor };
  pad: {
    padding: Padding;
    constant: GoldenTensor;
    reflect: GoldenTensor;
    symmetric: GoldenTensor;
  };
};

const modes = ['constant', 'reflect', 'symmetric'] as const;

describe('crop and pad', () => {
  onEachBackend(() => {
    test('centerCrop cuts where Keras cuts', () => {
      const { size, y } = expected.centerCrop;
      expect(run(centerCrop({ size }), () => fromGolden(expected.x))).toEqual({
        shape: y.shape,
        values: y.values.map(Math.fround),
      });
    });

    test.each(modes)('pad with %s fills as TensorFlow', (mode) => {
      const { padding } = expected.pad;
      const y = expected.pad[mode];
      const got = run(pad({ padding, mode, value: 0.5 }), () => fromGolden(expected.x));
      expect(got).toEqual({ shape: y.shape, values: y.values.map(Math.fround) });
    });

    test('cropping what was padded evenly gives the image back', () => {
      fc.assert(
        fc.property(
          imagesWithin(6, 6),
          fc.integer({ min: 0, max: 5 }),
          fc.integer({ min: 0, max: 5 }),
          fc.constantFrom(...modes),
          (images, rows, columns, mode) => {
            const [, height, width] = images.shape;
            const [down, across] = [Math.min(rows, height - 1), Math.min(columns, width - 1)];
            const padding: Padding = [
              [down, down],
              [across, across],
            ];
            const padded = run(pad({ padding, mode, value: 7 }), () => toTensor(images));
            const got = run(centerCrop({ size: [height, width] }), () =>
              tensor(padded.values, padded.shape),
            );
            expect(got).toEqual(images);
          },
        ),
        { numRuns: 60, seed: 10 },
      );
    });

    test('randomCrop gives the middle at inference', () => {
      const images = counting([2, 7, 6, 2]);
      const size = [4, 3] as const;
      expect(run(randomCrop({ size }), () => toTensor(images))).toEqual(
        run(centerCrop({ size }), () => toTensor(images)),
      );
    });

    test('randomCrop cuts a whole part out of each image while training', () => {
      fc.assert(
        fc.property(imagesWithin(6, 6), fc.nat(), fc.nat(), fc.nat(), (given, seed, h, w) => {
          const [count, height, width, channels] = given.shape;
          const images = counting(given.shape);
          const size: Size = [1 + (h % height), 1 + (w % width)];
          const options = { training: true, seed };
          const got = run(randomCrop({ size }), () => toTensor(images), options);
          expect(got.shape).toEqual([count, ...size, channels]);
          for (let n = 0; n < count; n++) {
            const part = got.values.slice(n * size[0] * size[1] * channels);
            const top = Math.floor((part[0] ?? NaN) / (width * channels)) - n * height;
            const left = ((part[0] ?? NaN) / channels) % width;
            expect(top).toBeGreaterThanOrEqual(0);
            expect(top + size[0]).toBeLessThanOrEqual(height);
            expect(left + size[1]).toBeLessThanOrEqual(width);
            for (let i = 0; i < size[0]; i++) {
              for (let j = 0; j < size[1] * channels; j++) {
                const from = ((n * height + top + i) * width + left) * channels + j;
                expect(part[i * size[1] * channels + j]).toBe(from);
              }
            }
          }
        }),
        { numRuns: 60, seed: 11 },
      );
    });

    test('randomCrop reaches every place, and places differ within a batch', () => {
      const images = counting([200, 3, 3, 1]);
      const options = { training: true, seed: 5 };
      const { values } = run(randomCrop({ size: [1, 1] }), () => toTensor(images), options);
      const places = new Set(values.map((value, n) => value - 9 * n));
      expect([...places].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    });

    test('images of a batch are treated as one by one', () => {
      fc.assert(
        fc.property(imagesWithin(5, 5), (images) => {
          const particles = [
            pad({
              padding: [
                [0, 0],
                [0, 0],
              ],
              mode: 'reflect',
            }),
            pad({
              padding: [
                [1, 0],
                [0, 2],
              ],
            }),
            centerCrop({ size: [1, 1] }),
          ];
          for (const particle of particles) {
            const single = oneByOne(images).flatMap((image) => run(particle, image).values);
            expect(run(particle, () => toTensor(images)).values).toEqual(single);
          }
        }),
        { numRuns: 30, seed: 12 },
      );
    });

    test('gradients are adjoints', () => {
      registerGradients();
      const particles = [
        centerCrop({ size: [2, 3] }),
        randomCrop({ size: [2, 3] }),
        ...modes.map((mode) =>
          pad({
            padding: [
              [2, 1],
              [0, 3],
            ],
            mode,
          }),
        ),
      ];
      for (const particle of particles) {
        tidy(() => {
          const context = createContext({ training: true, seed: 3 });
          const u = toTensor(counting([2, 5, 4, 2]));
          const apply = (x: Tensor): Tensor => {
            const result = particle.run(context, { x }, {}, {}) as { outputs: { y: Tensor } };
            return result.outputs.y;
          };
          const y = apply(u);
          const v = tensor(
            Array.from({ length: y.size }, (_, i) => Math.sin(i)),
            y.shape,
          );
          const gradient = grad((x) => apply(x))(u, v);
          expect(gradient.shape).toEqual(u.shape);
          if (particle.traits.needsSeed) return;
          const inner = sum(mul(y, v)).dataSync()[0] ?? NaN;
          const outer = sum(mul(u, gradient)).dataSync()[0] ?? NaN;
          expect(Math.abs(inner - outer)).toBeLessThan(1e-3);
        });
      }
    });

    test('nothing is left behind, by failures neither', () => {
      const before = memory().numTensors;
      const images = counting([2, 3, 3, 1]);
      const small = [centerCrop({ size: [4, 3] }), randomCrop({ size: [3, 4] })];
      for (const particle of small) {
        const x = toTensor(images);
        const error = failure(() => run(particle, x));
        expect(error.code).toBe('dimension-invalid');
        expect(error.message).toMatch(/height 3, width 3/);
        x.dispose();
      }
      const x = toTensor(images);
      expect(
        failure(() =>
          run(
            pad({
              padding: [
                [3, 0],
                [0, 0],
              ],
              mode: 'reflect',
            }),
            x,
          ),
        ).code,
      ).toBe('dimension-invalid');
      expect(
        run(
          pad({
            padding: [
              [3, 0],
              [0, 0],
            ],
            mode: 'symmetric',
          }),
          x,
        ).shape[1],
      ).toBe(6);
      x.dispose();
      expect(memory().numTensors).toBe(before);
    });
  });

  test('one image without a batch axis', () => {
    const image = () => tensor([1, 2, 3, 4], [2, 2, 1]);
    expect(
      run(
        pad({
          padding: [
            [0, 0],
            [1, 0],
          ],
        }),
        image,
      ),
    ).toEqual({
      shape: [2, 3, 1],
      values: [0, 1, 2, 0, 3, 4],
    });
    expect(run(centerCrop({ size: [1, 2] }), image)).toEqual({ shape: [1, 2, 1], values: [1, 2] });
  });

  test('contracts name the sizes', () => {
    expect(centerCrop({ size: [3, 4] }).output.y.shape).toEqual(['...lead', 3, 4, 'channels']);
    expect(
      pad({
        padding: [
          [1, 2],
          [3, 4],
        ],
      }).output.y.shape,
    ).toEqual(['...lead', ['add', 'height', 1, 2], ['add', 'width', 3, 4], 'channels']);
    expect(randomCrop({ size: [3, 4] }).traits.needsSeed).toBe(true);
  });

  test.each([
    () => centerCrop({ size: [0, 1] }),
    () => randomCrop({ size: [1, -1] }),
    () =>
      pad({
        padding: [
          [-1, 0],
          [0, 0],
        ],
      }),
    () =>
      pad({
        padding: [
          [0, 0],
          [0, 0],
        ],
        mode: 'wrap' as 'reflect',
      }),
    () =>
      pad({
        padding: [
          [0, 0],
          [0, 0],
        ],
        value: NaN,
      }),
  ])('wrong options are refused', (act) => {
    expect(failure(act).code).toBe('option-invalid');
  });
});
