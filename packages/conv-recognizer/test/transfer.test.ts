import '@tensorflow/tfjs-backend-cpu';
import {
  apply,
  chain,
  combinatorKinds,
  compose,
  createRegistry,
  disposeVariables,
  freeze,
  fromManifest,
  initialize,
  rename,
  toManifest,
  type AnyParticle,
  type Variables,
} from '@sora-particles/combinator-core';
import {
  dense,
  elementaryKinds,
  input,
  rescale,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import {
  carryVariables,
  convRecognizerKinds,
  digitsRecognizer,
  featureExtractor,
  leNet,
} from '@sora-particles/conv-recognizer';
import { memory, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { errorOf } from './support/errors.ts';
import { recognizers } from './support/examples.ts';
import { pattern } from './support/pattern.ts';

const size = [12, 12, 1] as const;
const digits = digitsRecognizer({ input: size, width: 0.25 });

describe('featureExtractor', () => {
  it.each(Object.entries(recognizers))(
    'of %s gives its features',
    (_name, recognizer: AnyParticle) => {
      const extractor = featureExtractor(recognizer);
      expect(extractor.input).toEqual(recognizer.input);
      expect(extractor.output['y']?.shape).toHaveLength(2);
      const paths = Object.keys(extractor.params);
      expect(Object.keys(recognizer.params)).toEqual([...paths, 'logits/kernel', 'logits/bias']);
    },
  );

  it('computes what goes into the head', () => {
    const extractor = featureExtractor(digits);
    const head = compose(input({ shape: ['batch', 16], dtype: 'float32' })).to(
      dense({ units: 10, name: 'logits' }),
    );
    const before = memory().numTensors;
    const variables = initialize(digits, { seed: 1 });
    const features = carryVariables(extractor, variables, { seed: 2 });
    const logits = carryVariables(head, variables, { seed: 3 });
    tidy(() => {
      const x = pattern('image', [2, ...size]);
      const y = outputOf(head, logits, outputOf(extractor, features, x));
      expect(y.dataSync()).toEqual(outputOf(digits, variables, x).dataSync());
    });
    for (const each of [variables, features, logits]) disposeVariables(each);
    expect(memory().numTensors).toBe(before);
  });

  it('ends at any step, also inside', () => {
    const extractor = featureExtractor(digits, { upTo: 'pool1' });
    expect(extractor.output['y']).toMatchObject({ shape: ['batch', 5, 5, 8], dtype: 'float32' });
    expect(Object.keys(extractor.params)).toEqual(['features/conv1/kernel', 'features/conv1/bias']);
  });

  it('keeps what stands before the recogniser, and the name that it has there', () => {
    const pixels = input({ shape: ['batch', ...size], dtype: 'float32', range: [0, 255] });
    const pipeline = chain([
      pixels,
      rescale({ from: [0, 255], to: [0, 1] }),
      rename('digits', digits),
      softmax(),
    ]);
    const extractor = featureExtractor(pipeline);
    expect(extractor.input).toEqual(pipeline.input);
    expect(Object.keys(extractor.params)).toContain('digits/features/conv1/kernel');
    expect(Object.keys(pipeline.params)).toEqual(
      expect.arrayContaining(Object.keys(extractor.params)),
    );
  });

  it('works on a recogniser that was loaded', () => {
    const registry = createRegistry([
      ...combinatorKinds,
      ...elementaryKinds,
      ...convRecognizerKinds,
    ]);
    const loaded = fromManifest(JSON.parse(JSON.stringify(toManifest(digits))), registry);
    expect(toManifest(featureExtractor(loaded))).toEqual(toManifest(featureExtractor(digits)));
  });
});

describe('a new head on frozen features', () => {
  const letters = compose(freeze(featureExtractor(digits))).to(
    dense({ units: 26, meaning: 'logits', name: 'letters' }),
  );

  it('trains the head only', () => {
    const trained = initialize(digits, { seed: 1 });
    const variables = carryVariables(letters, trained, { seed: 2 });
    const trainable = Object.entries(variables).filter(([, variable]) => variable.trainable);
    expect(trainable.map(([path]) => path)).toEqual(['letters/kernel', 'letters/bias']);
    disposeVariables(trained);
    disposeVariables(variables);
  });

  it('has the trained features and a fresh head', () => {
    const before = memory().numTensors;
    const trained = initialize(digits, { seed: 1 });
    const variables = carryVariables(letters, trained, { seed: 2 });
    const fresh = initialize(letters, { seed: 2 });
    for (const [path, { value }] of Object.entries(variables)) {
      const from = path.startsWith('letters/') ? fresh : trained;
      expect([path, value.dataSync()]).toEqual([path, from[path]?.value.dataSync()]);
    }
    disposeVariables(trained);
    // They are the caller's own, and outlive those that they were taken from.
    expect(variables['features/conv1/kernel']?.value.isDisposed).toBe(false);
    disposeVariables(variables);
    disposeVariables(fresh);
    expect(memory().numTensors).toBe(before);
  });

  it('leaves frozen statistics as they are, and drops nothing', () => {
    const frozen = freeze(leNet({ input: [16, 16, 1], width: 0.25 }));
    const variables = initialize(frozen, { seed: 1 });
    tidy(() => {
      const x = pattern('image', [2, 16, 16, 1]);
      const training = apply(frozen, variables, { x }, { training: true, seed: 1 });
      expect(training.state).toEqual({});
      expect(training.outputs.y.dataSync()).toEqual(outputOf(frozen, variables, x).dataSync());
    });
    disposeVariables(variables);
  });
});

describe('carryVariables', () => {
  it('refuses weights of another shape, and leaves nothing behind', () => {
    const trained = initialize(digits, { seed: 1 });
    const wider = digitsRecognizer({ input: size, width: 0.5 });
    const before = memory().numTensors;
    const error = errorOf(() => carryVariables(wider, trained, { seed: 1 }), 'variable-invalid');
    expect(error.path).toBe('features/conv1/kernel');
    expect(error.expected).toBe('[3, 3, 1, 16] float32');
    expect(error.found).toBe('[3, 3, 1, 8] float32');
    expect(memory().numTensors).toBe(before);
    disposeVariables(trained);
  });

  it('refuses weights that have been disposed of', () => {
    const trained = initialize(digits, { seed: 1 });
    disposeVariables(trained);
    const before = memory().numTensors;
    errorOf(() => carryVariables(digits, trained, { seed: 1 }), 'variable-invalid');
    expect(memory().numTensors).toBe(before);
  });

  it('refuses variables that have nothing in common with the particle', () => {
    const trained = { other: { value: zeros([1]), trainable: true } };
    const before = memory().numTensors;
    errorOf(() => carryVariables(digits, trained, { seed: 1 }), 'variable-missing');
    expect(memory().numTensors).toBe(before);
    disposeVariables(trained);
  });
});

function outputOf(particle: AnyParticle, variables: Variables, x: Tensor): Tensor {
  return apply(particle, variables, { x }).outputs['y'] as Tensor;
}
