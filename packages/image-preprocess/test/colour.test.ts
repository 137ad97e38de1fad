import { memory, tensor } from '@tensorflow/tfjs-core';
import { grayscale, invert, normalize } from '../src/index.ts';
import { onEachBackend } from './support/backends.ts';
import { fromGolden, golden, type GoldenTensor } from './support/golden.ts';
import { difference, failure, run } from './support/run.ts';

const expected = golden('pixelwise') as {
  x: GoldenTensor;
  grayscale: GoldenTensor;
  normalize: { mean: number[]; standardDeviation: number[]; y: GoldenTensor };
};
const x = () => fromGolden(expected.x);

describe('colour', () => {
  onEachBackend(() => {
    test('grayscale weighs as TensorFlow', () => {
      const got = run(grayscale(), x);
      expect(got.shape).toEqual(expected.grayscale.shape);
      expect(difference(got.values, expected.grayscale.values)).toBeLessThan(1e-6);
    });

    test('normalize standardises as Keras', () => {
      const { mean, standardDeviation, y } = expected.normalize;
      const got = run(normalize({ mean, standardDeviation }), x);
      expect(got.shape).toEqual(y.shape);
      expect(difference(got.values, y.values)).toBeLessThan(2e-6);
    });

    test('invert twice gives the image back', () => {
      const pixels = () => tensor([0, 1, 128, 255], [2, 2, 1]);
      const once = run(invert({ range: [0, 255] }), pixels);
      expect(once.values).toEqual([255, 254, 127, 0]);
      const twice = run(invert({ range: [0, 255] }), () => tensor(once.values, once.shape));
      expect(twice.values).toEqual([0, 1, 128, 255]);
      expect(run(invert({ range: [-1, 1] }), pixels).values).toEqual(
        [-0, -1, -128, -255].map((v) => v + 0),
      );
    });

    test('keeps no tensor', () => {
      const before = memory().numTensors;
      run(grayscale(), x);
      run(invert(), x);
      run(normalize({ mean: [0, 0, 0], standardDeviation: [1, 1, 1] }), x);
      expect(memory().numTensors).toBe(before);
    });
  });

  test('contracts state scale and meaning', () => {
    expect(grayscale().input.x.meaning).toBe('image/rgb');
    expect(grayscale().output.y.meaning).toBe('image/grayscale');
    expect(invert().input.x.range).toEqual([0, 1]);
    expect(invert({ range: [0, 255] }).input.x.range).toEqual([0, 255]);
    const particle = normalize({ mean: [127], standardDeviation: [50], range: [0, 255] });
    expect(particle.input.x).toMatchObject({
      shape: ['...lead', 'height', 'width', 1],
      range: [0, 255],
    });
    expect(particle.output.y.range).toBeNull();
  });

  test.each([
    () => normalize({ mean: [], standardDeviation: [] }),
    () => normalize({ mean: [0, 0], standardDeviation: [1] }),
    () => normalize({ mean: [0], standardDeviation: [0] }),
    () => normalize({ mean: [0], standardDeviation: [1], range: [1, 0] }),
    () => invert({ range: [0, 0] }),
  ])('wrong options are refused', (act) => {
    expect(failure(act).code).toBe('option-invalid');
  });
});
