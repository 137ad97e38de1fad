import '@tensorflow/tfjs-backend-cpu';
import {
  apply,
  chain,
  check,
  cost,
  disposeVariables,
  initialize,
  rename,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import { identity, input, rescale, softmax } from '@sora-particles/combinator-core/elementary';
import { digitsRecognizer, leNet, mobileNet, resNet } from '@sora-particles/conv-recognizer';
import { add, mul, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { errorOf } from './support/errors.ts';
import { recognizers } from './support/examples.ts';
import { pattern, sizeOf } from './support/pattern.ts';

const named: readonly (readonly [string, AnyParticle])[] = Object.entries(recognizers);

describe('number of parameters, trainable and state', () => {
  it.each([
    // 32 (3 3 1 + 1) + 64 (13 13 32 + 1) + 10 (64 + 1)
    ['digitsRecognizer', digitsRecognizer(), 347_146, 0],
    ['leNet', leNet(), 156_282, 480],
    // He et al. 2015, table 6, with 2,752 more for two projections: 0.27 M, 0.46 M, 0.85 M, 1.7 M.
    ['resNet 20', resNet(), 269_722 + 2_752, 1_568],
    ['resNet 32', resNet({ depth: 32 }), 464_154 + 2_752, 2_464],
    ['resNet 56', resNet({ depth: 56 }), 853_018 + 2_752, 4_256],
    // Keras, keras.applications.MobileNetV2(alpha=alpha, weights=None).count_params()
    ['mobileNet 0.35', mobileNet({ alpha: 0.35 }), 1_691_208 - 14_080, 14_080],
    ['mobileNet 1', mobileNet(), 3_538_984 - 34_112, 34_112],
    ['mobileNet 1.4', mobileNet({ alpha: 1.4 }), 6_156_712 - 47_936, 47_936],
  ])('%s', (_name, recognizer, trainable, state) => {
    expect(countOf(recognizer)).toEqual({ trainable, state });
  });

  it('and the operations of one image', () => {
    expect(cost(digitsRecognizer()).flops / 1e6).toBeCloseTo(1.1, 1);
    expect(cost(leNet()).flops / 1e6).toBeCloseTo(4.1, 1);
    // The papers count a multiplication and an addition as one: 41 M and 300 M.
    expect(cost(resNet()).flops / 2e6).toBeCloseTo(41.4, 0);
    expect(cost(mobileNet()).flops / 2e6).toBeGreaterThan(300);
    expect(cost(mobileNet()).flops / 2e6).toBeLessThan(320);
  });
});

describe('the contract', () => {
  it.each(named)('of %s is proved from pixels to logits', (_name, recognizer) => {
    expect(check(recognizer, { strict: true }).counts.unverified).toBe(0);
  });

  it('is that of images in and logits out', () => {
    const recognizer = leNet({ input: [20, 24, 3], classes: 7 });
    expect(recognizer.input).toEqual({
      x: {
        shape: ['batch', 20, 24, 3],
        dtype: 'float32',
        range: [0, 1],
        layout: 'NHWC',
        meaning: 'image',
      },
    });
    expect(recognizer.output).toEqual({
      y: { shape: ['batch', 7], dtype: 'float32', meaning: 'logits' },
    });
  });

  it('refuses images that are too small when it is built', () => {
    const { summary } = errorOf(() => leNet({ input: [15, 28, 1] }), 'dimension-invalid');
    expect(summary).toContain("'relu3' -> 'pool2'");
    expect(summary).toContain('window 2 is larger than 1');
    expect(() => leNet({ input: [16, 16, 1] })).not.toThrow();
    errorOf(() => digitsRecognizer({ input: [2, 28, 1] }), 'dimension-invalid');
  });

  it('asks for images in [0, 1]', () => {
    const pixels = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 255] });
    const { remedy, summary } = errorOf(
      () => chain([pixels, digitsRecognizer()]),
      'range-mismatch',
    );
    expect(summary).toContain('needs [0, 1], got [0, 255]');
    expect(remedy).toContain('rescale');
  });

  it('lets a pipeline go on, with the paths of the weights as they were', () => {
    const recognizer = digitsRecognizer();
    const pixels = input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 255] });
    const pipeline = chain([
      pixels,
      rescale({ from: [0, 255], to: [0, 1] }),
      recognizer,
      softmax(),
    ]);
    expect(Object.keys(pipeline.params)).toEqual(Object.keys(recognizer.params));
    expect(Object.keys(recognizer.to(softmax()).params)).toEqual(Object.keys(recognizer.params));
    const two = chain([identity(), rename('digits', recognizer)]);
    expect(Object.keys(two.params)).toContain('digits/features/conv1/kernel');
  });
});

describe('dropout', () => {
  const outputs = (particle: AnyParticle, training: boolean, seed: number): Float32Array => {
    const variables = initialize(particle, { seed: 1 });
    const values = tidy(() => {
      const { y } = apply(
        particle,
        variables,
        { x: imagesFor(particle) },
        { training, seed },
      ).outputs;
      return (y as Tensor).dataSync<'float32'>();
    });
    disposeVariables(variables);
    return values;
  };

  it('depends on the seed, while training only', () => {
    const particle = digitsRecognizer({ input: [12, 12, 1], dropout: 0.5 });
    expect(outputs(particle, true, 1)).toEqual(outputs(particle, true, 1));
    expect(outputs(particle, true, 1)).not.toEqual(outputs(particle, true, 2));
    expect(outputs(particle, false, 1)).toEqual(outputs(particle, false, 2));
    expect(particle.traits.needsSeed).toBe(true);
  });

  it('of 0 needs no seed', () => {
    const particle = digitsRecognizer({ input: [12, 12, 1] });
    expect(outputs(particle, true, 1)).toEqual(outputs(particle, true, 2));
    expect(particle.traits.needsSeed).toBe(false);
  });
});

/** How many numbers the weights and the state of a particle hold. */
function countOf(particle: AnyParticle): { readonly trainable: number; readonly state: number } {
  const { parameters } = cost(particle);
  const state = Object.values(particle.state).reduce(
    (sum, { shape }) => sum + sizeOf(shape as readonly number[]),
    0,
  );
  return { trainable: parameters - state, state };
}

/** Two images for a recogniser. */
function imagesFor(recognizer: AnyParticle): Tensor {
  const [, ...image] = recognizer.input['x']?.shape ?? [];
  return add(mul(pattern('image', [2, ...(image as number[])]), 0.5), 0.5);
}
