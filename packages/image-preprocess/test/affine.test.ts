import {
  expandDims,
  grad,
  memory,
  mul,
  reshape,
  scalar,
  sum,
  tensor,
  tidy,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { createContext, createRandom, registerGradients } from '@sora-particles/combinator-core';
import { drawAffineMaps, type AffineMaps } from '../src/augment/affine-maps.ts';
import type { FillMode } from '../src/augment/fill.ts';
import { sampleAffine } from '../src/augment/sample-affine.ts';
import { imagesWithin, toTensor } from './support/arrays.ts';
import { onEachBackend } from './support/backends.ts';
import { fromGolden, golden, type GoldenTensor } from './support/golden.ts';
import { difference, read } from './support/run.ts';

interface Move {
  readonly degrees: number;
  readonly scale: number;
  readonly right: number;
  readonly down: number;
}

interface Case extends Move {
  readonly image: number;
  readonly fillMode: FillMode;
  readonly fillValue: number;
  readonly y: number[];
}

const { images, cases } = golden('affine') as { images: GoldenTensor[]; cases: Case[] };
const titled = cases.map((one) => ({
  ...one,
  title: `image ${String(one.image)}, ${String(one.degrees)} degrees, x ${String(one.scale)}, right ${String(one.right)}, down ${String(one.down)}, ${one.fillMode}`,
}));

/** The same map for every image. */
function mapOf({ degrees, scale, right, down }: Move): AffineMaps {
  const along = Math.cos((degrees * Math.PI) / 180) / scale;
  const across = Math.sin((degrees * Math.PI) / 180) / scale;
  const one = (value: number): Tensor => reshape(scalar(value), [1, 1]);
  return {
    a: one(along),
    b: one(-across),
    c: one(across),
    d: one(along),
    right: one(right),
    down: one(down),
  };
}

describe('the affine sampler', () => {
  beforeAll(registerGradients);

  onEachBackend(() => {
    test.each(titled)('$title: as TensorFlow and SciPy', (one) => {
      const got = tidy(() => {
        const x = expandDims<Tensor4D>(fromGolden(images[one.image] as GoldenTensor), 0);
        const fill = { mode: one.fillMode, value: one.fillValue };
        return read(sampleAffine(x, mapOf(one), fill));
      });
      expect(difference(got.values, one.y)).toBeLessThan(2e-5);
    });

    test('nothing moves: the same bits', () => {
      fc.assert(
        fc.property(
          imagesWithin(6, 6),
          fc.constantFrom<FillMode>('constant', 'nearest', 'reflect'),
          (given, mode) => {
            const still = { degrees: 0, scale: 1, right: 0, down: 0 };
            const got = tidy(() =>
              read(sampleAffine(toTensor(given) as Tensor4D, mapOf(still), { mode, value: 0.5 })),
            );
            expect(got).toEqual(given);
          },
        ),
        { numRuns: 60, seed: 8 },
      );
    });

    test('each image of a batch moves by its own map', () => {
      fc.assert(
        fc.property(imagesWithin(6, 6), fc.nat(), (given, seed) => {
          const [count, height, width, channels] = given.shape;
          const bounds = { degrees: 40, shift: [0.3, 0.3], scale: [0.7, 1.4] } as const;
          const fill = { mode: 'reflect', value: 0 } as const;
          tidy(() => {
            const x = toTensor(given) as Tensor4D;
            const maps = drawAffineMaps(createRandom(seed), count, [height, width], bounds);
            const batch = read(sampleAffine(x, maps, fill)).values;
            const size = height * width * channels;
            for (let n = 0; n < count; n++) {
              const own = Object.fromEntries(
                Object.entries(maps).map(([key, values]: [string, Tensor]) => [
                  key,
                  tensor([values.dataSync()[n] ?? NaN], [1, 1]),
                ]),
              ) as unknown as AffineMaps;
              const image = tensor(given.values.slice(n * size, (n + 1) * size), [
                1,
                height,
                width,
                channels,
              ]);
              const single = read(sampleAffine(image as Tensor4D, own, fill)).values;
              expect(single).toEqual(batch.slice(n * size, (n + 1) * size));
            }
          });
        }),
        { numRuns: 30, seed: 9 },
      );
    });

    test('the gradient is the adjoint', () => {
      const move = { degrees: 25, scale: 0.9, right: 1.3, down: -0.4 };
      for (const mode of ['constant', 'nearest', 'reflect'] as const) {
        tidy(() => {
          const u = fromGolden(images[1] as GoldenTensor);
          const v = tensor(
            Array.from({ length: u.size }, (_, i) => Math.sin(i)),
            u.shape,
          );
          const apply = (x: Tensor): Tensor =>
            reshape(
              sampleAffine(expandDims<Tensor4D>(x, 0), mapOf(move), { mode, value: 0 }),
              u.shape,
            );
          const inner = sum(mul(apply(u), v)).dataSync()[0] ?? NaN;
          const outer = sum(mul(u, grad(apply)(u, v))).dataSync()[0] ?? NaN;
          expect(outer).toBeCloseTo(inner, 4);
        });
      }
    });

    test('keeps no tensor', () => {
      const before = memory().numTensors;
      tidy(() => {
        const x = expandDims<Tensor4D>(fromGolden(images[0] as GoldenTensor), 0);
        sampleAffine(x, mapOf(titled[0] as Case), { mode: 'reflect', value: 0 });
      });
      expect(memory().numTensors).toBe(before);
    });
  });

  test('what does not vary is not drawn', () => {
    tidy(() => {
      const { random } = createContext({ seed: 1 });
      const both = drawAffineMaps(random, 4, [8, 8], {
        degrees: 30,
        shift: [0.2, 0.2],
        scale: [1, 1],
      });
      const one = drawAffineMaps(random, 4, [8, 8], { degrees: 30, shift: [0, 0], scale: [1, 1] });
      expect(read(one.a)).toEqual(read(both.a));
      expect(read(one.right)).toEqual({ shape: [1, 1], values: [0] });
    });
  });
});
