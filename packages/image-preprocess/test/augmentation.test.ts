import fc from 'fast-check';
import type { AnyParticle } from '@sora-particles/combinator-core';
import { memory, tensor } from '@tensorflow/tfjs-core';
import {
  randomAffine,
  randomBrightness,
  randomContrast,
  randomErase,
  randomFlip,
  randomRotate,
  randomScale,
  randomShift,
} from '../src/index.ts';
import { counting, imagesWithin, toTensor, type Images } from './support/arrays.ts';
import { onEachBackend } from './support/backends.ts';
import { fromGolden, golden, type GoldenTensor } from './support/golden.ts';
import { difference, failure, run, type Values } from './support/run.ts';

const all: [string, AnyParticle][] = [
  randomFlip(),
  randomFlip({ mode: 'both', name: 'bothWays' }),
  randomShift({ height: 0.3, width: 0.3 }),
  randomRotate({ degrees: 30, fillMode: 'constant' }),
  randomScale({ scale: [0.7, 1.3], fillMode: 'nearest' }),
  randomAffine({ degrees: 20, shift: [0.1, 0.2], scale: [0.8, 1.2] }),
  randomErase({ probability: 0.8 }),
  randomBrightness({ delta: 0.3 }),
  randomContrast({ factor: [0.5, 1.5] }),
].map((particle) => [particle.name, particle]);

function train(particle: AnyParticle, images: Images, seed: number): Values {
  return run(particle, () => toTensor(images), { training: true, seed });
}

/** The images of a batch, each as a list. */
function split({ shape, values }: Values): number[][] {
  const [count = 1, ...rest] = shape;
  const length = rest.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, n) => values.slice(n * length, (n + 1) * length));
}

/** A batch of copies of one image. */
function copies(count: number, height: number, width: number, values: readonly number[]): Images {
  return {
    shape: [count, height, width, 1],
    values: Array.from({ length: count }, () => values).flat(),
  };
}

const ramp = Array.from({ length: 64 }, (_, i) => i / 64);
const batch = copies(12, 8, 8, ramp);

describe('augmentations', () => {
  onEachBackend(() => {
    describe.each(all)('%s', (_name, particle) => {
      test('does nothing at inference', () => {
        expect(run(particle, () => toTensor(batch))).toEqual(batch);
      });

      test('gives the same bits for the same seed, and others for another', () => {
        const once = train(particle, batch, 1);
        expect(train(particle, batch, 1)).toEqual(once);
        expect(train(particle, batch, 2)).not.toEqual(once);
      });

      test('treats the images of a batch differently', () => {
        const images = split(train(particle, batch, 1)).map((values) => values.join());
        expect(new Set(images).size).toBeGreaterThan(1);
      });

      test('keeps the shape, the range and no tensor', () => {
        const before = memory().numTensors;
        fc.assert(
          fc.property(imagesWithin(7, 7), fc.nat(), (images, seed) => {
            const got = train(particle, images, seed);
            expect(got.shape).toEqual(images.shape);
            expect(Math.min(...got.values)).toBeGreaterThanOrEqual(-1e-6);
            expect(Math.max(...got.values)).toBeLessThanOrEqual(1 + 1e-6);
          }),
          { numRuns: 25, seed: 13 },
        );
        expect(memory().numTensors).toBe(before);
      });

      test('works on one image', () => {
        const image = () => tensor(ramp, [8, 8, 1]);
        expect(run(particle, image, { training: true, seed: 3 }).shape).toEqual([8, 8, 1]);
      });
    });

    test('a flip that is certain mirrors, and twice is none', () => {
      const images = counting([2, 2, 3, 1]);
      const flip = randomFlip({ probability: 1 });
      const once = train(flip, images, 1);
      expect(once.values).toEqual([2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]);
      expect(train(flip, once as Images, 2)).toEqual(images);
      const upside = train(randomFlip({ mode: 'vertical', probability: 1 }), images, 1);
      expect(upside.values).toEqual([3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8]);
      const both = train(randomFlip({ mode: 'both', probability: 1 }), images, 1);
      expect(both.values).toEqual([5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6]);
    });

    test('a flip that never happens changes nothing', () => {
      const never = randomFlip({ mode: 'both', probability: 0 });
      expect(train(never, batch, 1)).toEqual(batch);
    });

    test('half of many images are flipped', () => {
      const images = copies(2000, 1, 2, [0, 1]);
      const flipped = split(train(randomFlip(), images, 4)).filter(([first]) => first === 1).length;
      expect(Math.abs(flipped - 1000)).toBeLessThan(100);
    });

    test('shifts, angles and scales are uniform up to their bounds', () => {
      // The brightness of a ramp at its centre tells how far it has moved.
      const across = Array.from({ length: 21 }, (_, i) => i);
      const images = copies(2000, 1, 21, across);
      const shift = randomShift({ height: 0, width: 0.2, fillMode: 'nearest' });
      const moved = split(train(shift, images, 5)).map((values) => 10 - (values[10] ?? NaN));
      expect(Math.min(...moved)).toBeGreaterThanOrEqual(-4.2001);
      expect(Math.max(...moved)).toBeLessThanOrEqual(4.2001);
      expect(Math.min(...moved)).toBeLessThan(-4.1);
      expect(Math.max(...moved)).toBeGreaterThan(4.1);
      expect(Math.abs(moved.reduce((a, b) => a + b, 0) / 2000)).toBeLessThan(0.2);
      const scale = randomScale({ scale: [0.5, 2], fillMode: 'nearest' });
      const zoomed = split(train(scale, images, 6)).map(
        (values) => (1 / ((values[12] ?? NaN) - 10)) * 2,
      );
      expect(Math.min(...zoomed)).toBeGreaterThanOrEqual(0.4999);
      expect(Math.max(...zoomed)).toBeLessThanOrEqual(2.0001);
      expect(Math.abs(zoomed.reduce((a, b) => a + b, 0) / 2000 - 1.25)).toBeLessThan(0.05);
    });

    test('a turn by 180 degrees either way mirrors both axes', () => {
      const turned = split(train(randomRotate({ degrees: 180 }), copies(500, 1, 3, [0, 1, 2]), 7));
      const most = Math.max(...turned.map(([first]) => first ?? NaN));
      expect(most).toBeGreaterThan(1.9);
    });

    test('erases one rectangle of the wanted size', () => {
      const images = copies(300, 20, 20, new Array<number>(400).fill(1));
      const area = [0.1, 0.3] as const;
      const erase = randomErase({ probability: 1, area, aspectRatio: [0.5, 2] });
      for (const image of split(train(erase, images, 8))) {
        const at = image.flatMap((value, i) => (value === 0 ? [i] : []));
        const rows = at.map((i) => Math.floor(i / 20));
        const columns = at.map((i) => i % 20);
        const height = Math.max(...rows) - Math.min(...rows) + 1;
        const width = Math.max(...columns) - Math.min(...columns) + 1;
        expect(at.length).toBe(height * width);
        expect(at.length / 400).toBeGreaterThan(0.07);
        expect(at.length / 400).toBeLessThan(0.35);
        expect(height / width).toBeGreaterThan(0.4);
        expect(height / width).toBeLessThan(2.5);
      }
      const some = split(train(randomErase({ probability: 0.25 }), images, 9)).filter((image) =>
        image.includes(0),
      );
      expect(Math.abs(some.length - 75)).toBeLessThan(30);
    });

    test('an erased part longer than the image is cut to it', () => {
      const images = copies(50, 2, 9, new Array<number>(18).fill(1));
      const erase = randomErase({
        probability: 1,
        area: [0.9, 0.9],
        aspectRatio: [9, 9],
        value: 5,
      });
      for (const image of split(train(erase, images, 1))) {
        expect(image.filter((value) => value === 5).length).toBeGreaterThanOrEqual(2);
      }
    });

    test('brightness and contrast with fixed amounts are those of TensorFlow', () => {
      const { x, contrast, brightness } = golden('pixelwise') as {
        x: GoldenTensor;
        contrast: { factor: number; y: GoldenTensor };
        brightness: { delta: number; y: GoldenTensor };
      };
      const { factor, y } = contrast;
      const stretched = run(randomContrast({ factor: [factor, factor] }), () => fromGolden(x), {
        training: true,
      });
      expect(difference(stretched.values, y.values)).toBeLessThan(2e-6);
      // Each image gets an amount of its own: take it back from a pixel that is not clipped.
      const lit = run(randomBrightness({ delta: brightness.delta }), () => fromGolden(x), {
        training: true,
        seed: 2,
      });
      const half = x.values.length / 2;
      for (const image of [0, 1]) {
        const before = x.values.slice(image * half, (image + 1) * half);
        const after = lit.values.slice(image * half, (image + 1) * half);
        const at = after.findIndex((value) => value > 0 && value < 1);
        const amount = (after[at] ?? NaN) - (before[at] ?? NaN);
        expect(Math.abs(amount)).toBeLessThanOrEqual(brightness.delta);
        const wanted = before.map((value) => Math.min(1, Math.max(0, value + amount)));
        expect(difference(after, wanted)).toBeLessThan(1e-6);
      }
    });
  });

  test('contracts pass everything on, and those on a scale state it', () => {
    for (const [, particle] of all) {
      expect(particle.traits.needsSeed).toBe(true);
      expect(particle.output.y).toEqual({
        shape: ['...lead', 'height', 'width', 'channels'],
        like: 'x',
      });
    }
    expect(randomBrightness({ delta: 0.1, range: [0, 255] }).input.x.range).toEqual([0, 255]);
    expect(randomContrast({ factor: [1, 1] }).input.x.range).toEqual([0, 1]);
  });

  test.each([
    () => randomFlip({ probability: 1.5 }),
    () => randomFlip({ mode: 'diagonal' as 'both' }),
    () => randomShift({ height: -0.1, width: 0 }),
    () => randomRotate({ degrees: 181 }),
    () => randomRotate({ degrees: 5, fillMode: 'wrap' as 'reflect' }),
    () => randomScale({ scale: [0, 1] }),
    () => randomScale({ scale: [2, 1] }),
    () => randomAffine({ shift: [0.1] as unknown as [number, number] }),
    () => randomErase({ area: [0.5, 0.1] }),
    () => randomBrightness({ delta: 2 }),
    () => randomContrast({ factor: [1, Infinity] }),
  ])('wrong options are refused', (act) => {
    expect(failure(act).code).toBe('option-invalid');
  });
});
