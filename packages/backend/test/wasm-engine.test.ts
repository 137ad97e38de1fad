import {
  type AnyParticle,
  compose,
  disposeVariables,
  eagerEngine,
  type Engine,
  initialize,
  createModel,
} from '@sora-particles/combinator-core';
import {
  batchNormalization,
  dense,
  dropout,
  flatten,
  gelu,
  input,
  layerNormalization,
  relu,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import {
  conv2d,
  depthwiseConv2d,
  digitsRecognizer,
  maxPool2d,
  mobileNet,
  residualBlock,
  globalAveragePool,
  separableConv2d,
} from '@sora-particles/conv-recognizer';
import { randomFlip, randomRotate } from '@sora-particles/image-preprocess';
import {
  accuracy,
  adagrad,
  adam,
  adamw,
  chainTransforms,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  cosineDecay,
  evaluate,
  fit,
  type GradientTransform,
  momentum,
  rmsprop,
  scaleByLearningRate,
  sgd,
  sparseCategoricalCrossEntropy,
  stateToRecord,
} from '@sora-particles/optimizer';
import { startWasmEngine, wasmEngine } from '@sora-particles/wasm-training';
import { memory } from '@tensorflow/tfjs-core';
import { selectBackend } from '../src/index.ts';

const SIZE = 12;
const COUNT = 40;
const x = {
  values: Float32Array.from({ length: COUNT * SIZE * SIZE }, (_, i) => ((i * 7919) % 997) / 997),
  shape: [COUNT, SIZE, SIZE, 1],
};
const y = Array.from({ length: COUNT }, (_, i) => (i * i) % 3);
const image = () => input({ shape: ['batch', SIZE, SIZE, 1], dtype: 'float32', range: [0, 1] });

const networks: Readonly<Record<string, () => AnyParticle>> = {
  dense: () =>
    compose(image())
      .to(flatten())
      .to(dense({ units: 3 }))
      .to(softmax()),
  'convolution and pooling': () =>
    compose(image())
      .to(conv2d({ filters: 4, kernelSize: 3, activation: 'relu' }))
      .to(maxPool2d({ poolSize: 2 }))
      .to(flatten())
      .to(dense({ units: 8, activation: 'relu' }))
      .to(dense({ units: 3 }))
      .to(softmax()),
  'residual blocks with batch normalisation': () =>
    compose(image())
      .to(residualBlock({ filters: 6, strides: 2 }))
      .to(globalAveragePool())
      .to(dense({ units: 3 })),
  'depthwise and separable convolution': () =>
    compose(image())
      .to(depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2 }))
      .to(batchNormalization())
      .to(relu())
      .to(separableConv2d({ filters: 5, kernelSize: 3, strides: 2 }))
      .to(globalAveragePool())
      .to(dense({ units: 3 })),
  'mobileNet blocks': () =>
    compose(image()).to(mobileNet({ input: [SIZE, SIZE, 1], classes: 3, alpha: 0.25 })),
  'dropout and normalisations': () =>
    compose(image())
      .to(flatten())
      .to(dense({ units: 16 }))
      .to(layerNormalization())
      .to(gelu())
      .to(dropout(0.3))
      .to(dense({ units: 3 }))
      .to(softmax()),
  'augmentation before a network': () =>
    compose(image())
      .to(randomFlip())
      .to(randomRotate({ degrees: 10 }))
      .to(flatten())
      .to(dense({ units: 3 })),
};

const optimizers: Readonly<Record<string, () => GradientTransform>> = {
  sgd: () => sgd({ learningRate: 0.05 }),
  'sgd with momentum': () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  momentum: () =>
    chainTransforms(momentum({ decay: 0.9 }), scaleByLearningRate({ learningRate: 0.01 })),
  adam: () => adam({ learningRate: cosineDecay({ initialLearningRate: 1e-2, decaySteps: 40 }) }),
  adamw: () => adamw(),
  rmsprop: () => rmsprop({ centered: true, momentum: 0.5 }),
  adagrad: () => adagrad(),
  'clipping by global norm': () => chainTransforms(clipByGlobalNorm({ maxNorm: 0.5 }), sgd()),
  'clipping by norm and value': () =>
    chainTransforms(clipByNorm({ maxNorm: 0.5 }), clipByValue({ maxValue: 0.01 }), sgd()),
};

interface Outcome {
  readonly losses: readonly number[];
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

async function train(
  particle: AnyParticle,
  optimizer: GradientTransform,
  engine: Engine,
  epochs = 4,
): Promise<Outcome> {
  const losses: number[] = [];
  const { variables, optimizerState } = await fit({
    particle,
    variables: initialize(particle, { seed: 3, bindings: { height: SIZE, width: SIZE } }),
    data: { x, y },
    loss: sparseCategoricalCrossEntropy(),
    metrics: [accuracy()],
    optimizer,
    engine,
    epochs,
    batchSize: 16, // the last batch of an epoch is smaller
    seed: 5,
    donate: true,
    keepOptimizerState: true,
    onEvent: (event) => {
      if (event.type === 'batchEnd') losses.push(event.loss);
    },
  });
  const numbers: Record<string, readonly number[]> = {};
  const state = stateToRecord(optimizerState);
  for (const [path, { value }] of Object.entries(variables)) numbers[path] = [...value.dataSync()];
  for (const [path, value] of Object.entries(state)) {
    numbers[`state ${path}`] = [...value.dataSync()];
    value.dispose();
  }
  disposeVariables(variables);
  return { losses, numbers };
}

function expectClose(a: Outcome, b: Outcome, tolerance: number): void {
  a.losses.forEach((loss, i) => {
    expect(Math.abs(loss - (b.losses[i] as number))).toBeLessThan(tolerance);
  });
  expect(Object.keys(a.numbers)).toEqual(Object.keys(b.numbers));
}

beforeAll(async () => {
  await selectBackend({ prefer: 'wasm' });
});

describe('training on the wasm engine', () => {
  it.each(Object.entries(networks))('goes as step by step: %s', async (name, make) => {
    const engine = wasmEngine({ strict: true });
    const particle = make();
    // A deep one takes small differences far: step by step, cpu and wasm differ by 9e-4 after three.
    const [epochs, tolerance] = name === 'mobileNet blocks' ? [1, 1e-3] : [4, 2e-4];
    const planned = await train(particle, adam(), engine, epochs);
    expectClose(planned, await train(particle, adam(), eagerEngine(), epochs), tolerance);
    engine.dispose();
  });

  it.each(Object.entries(optimizers))('goes as step by step: %s', async (_, make) => {
    const engine = wasmEngine({ strict: true });
    const particle = networks['dense']?.() as AnyParticle;
    const planned = await train(particle, make(), engine, 70); // 210 steps
    const eager = await train(particle, make(), eagerEngine(), 70);
    expectClose(planned, eager, 2e-4);
    for (const [path, numbers] of Object.entries(planned.numbers)) {
      const greatest = Math.max(...numbers.map(Math.abs), 1e-3);
      numbers.forEach((number, i) => {
        const error = Math.abs(number - (eager.numbers[path]?.[i] as number));
        expect(error / greatest).toBeLessThan(2e-3);
      });
    }
    engine.dispose();
  });

  it('gives the same bits for the same seed, and for any number of threads', async () => {
    const particle = networks['convolution and pooling']?.() as AnyParticle;
    const one = await train(particle, adam(), wasmEngine());
    expect(await train(particle, adam(), wasmEngine())).toEqual(one);
    for (const workers of [2, 3]) {
      const engine = await startWasmEngine({ workers });
      expect(await train(particle, adam(), engine)).toEqual(one);
      engine.dispose();
    }
  });

  it('leaves no tensor behind', async () => {
    const particle = networks['dropout and normalisations']?.() as AnyParticle;
    const engine = wasmEngine();
    await train(particle, adam(), engine, 1);
    const before = memory().numTensors;
    await train(particle, adam(), engine, 2);
    expect(memory().numTensors).toBe(before);
    engine.dispose();
  });
});

describe('the engine that selectBackend gives', () => {
  it('is the default of fit, evaluate and models, with as many workers as asked for', async () => {
    const { engine } = await selectBackend({ prefer: 'wasm', workers: 2 });
    expect(engine).toMatchObject({ name: 'wasm', workers: 2 });
    const digits = compose(input({ shape: ['batch', 28, 28, 1], dtype: 'float32', range: [0, 1] }))
      .to(digitsRecognizer())
      .to(softmax());
    const variables = initialize(digits, { seed: 1 });
    const data = {
      x: { values: new Float32Array(8 * 784).fill(0.5), shape: [8, 28, 28, 1] },
      y: [0, 1, 2, 3, 4, 5, 6, 7],
    };
    const figures = await evaluate({
      particle: digits,
      variables,
      data,
      loss: sparseCategoricalCrossEntropy(),
      metrics: [accuracy()],
    });
    expect(Number.isFinite(figures.loss)).toBe(true);
    const model = createModel(digits, variables);
    const answer = await model.predict(
      Array.from({ length: 28 }, () => Array.from({ length: 28 }, () => [0.5])),
    );
    expect(answer.shape).toEqual([10]);
    answer.dispose();
    model.dispose();
    engine.dispose();
  });
});
