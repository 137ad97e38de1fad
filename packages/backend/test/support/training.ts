import {
  type AnyParticle,
  compose,
  defineParticle,
  disposeVariables,
  type Engine,
  graph,
  initialize,
} from '@sora-particles/combinator-core';
import {
  batchNormalization,
  concatenate,
  dense,
  dropout,
  flatten,
  gelu,
  input,
  layerNormalization,
  relu,
  reshape,
  softmax,
} from '@sora-particles/combinator-core/elementary';
import {
  conv2d,
  depthwiseConv2d,
  globalAveragePool,
  maxPool2d,
  mobileNet,
  residualBlock,
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
  fit,
  type GradientTransform,
  momentum,
  rmsprop,
  scaleByLearningRate,
  sgd,
  sparseCategoricalCrossEntropy,
  stateToRecord,
} from '@sora-particles/optimizer';
import {
  additiveAttention,
  bidirectional,
  dotProductAttention,
  embedding,
  gru,
  learnedPosition,
  lstm,
  maskPadding,
  sequencePooling,
  sinusoidalPosition,
  timeDistributed,
  transformerDecoderBlock,
  transformerEncoderBlock,
} from '@sora-particles/rnn-text';
import { greater, mean } from '@tensorflow/tfjs-core';

/** What networks are trained with. */
interface Data {
  readonly x: { readonly values: Float32Array | Int32Array; readonly shape: readonly number[] };
  readonly y: readonly number[];
}

const SIZE = 12;
const COUNT = 40;
const x = {
  values: Float32Array.from({ length: COUNT * SIZE * SIZE }, (_, i) => ((i * 7919) % 997) / 997),
  shape: [COUNT, SIZE, SIZE, 1],
};
const y = Array.from({ length: COUNT }, (_, i) => (i * i) % 3);
const image = () => input({ shape: ['batch', SIZE, SIZE, 1], dtype: 'float32', range: [0, 1] });

/** The rows of an image as steps in time, of which the dark ones are masked. */
const rows = () =>
  compose(image())
    .to(reshape({ shape: [SIZE, SIZE] }))
    .to(
      defineParticle({
        kind: 'test/maskDark@1',
        name: 'maskDark',
        input: { x: { shape: ['batch', 'time', 'in'], dtype: 'float32' } },
        output: {
          y: { shape: ['batch', 'time', 'in'], dtype: 'float32' },
          mask: { shape: ['batch', 'time'], dtype: 'bool' },
        },
        run: (_context, { x }) => ({ outputs: { y: x, mask: greater(mean(x, 2), 0.5) } }),
      }),
    );

/** Networks with something of everything. */
export const networks: Readonly<Record<string, () => AnyParticle>> = {
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
  lstm: () =>
    compose(image())
      .to(reshape({ shape: [SIZE, SIZE] }))
      .to(lstm({ units: 5, returnSequences: true }))
      .to(lstm({ units: 4, dropout: 0.2, recurrentDropout: 0.2 }))
      .to(dense({ units: 3 })),
  'gru with masks, backwards': () =>
    rows()
      .to(gru({ units: 5, returnSequences: true, goBackwards: true }))
      .to(gru({ units: 4, resetAfter: false, dropout: 0.2 }))
      .to(dense({ units: 3 })),
  'bidirectional with masks and dropout': () =>
    rows()
      .to(dropout(0.1))
      .to(bidirectional(lstm({ units: 4, returnSequences: true, dropout: 0.2 })))
      .to(bidirectional(gru({ units: 4, recurrentDropout: 0.2 }), { merge: 'ave' }))
      .to(dense({ units: 3 })),
};

const WORDS = 20;
const STEPS = 10;
const TEXTS = 40;

/** Texts of 3 to 10 words, filled up with zeros, and a class for each. */
export const texts: Data = {
  x: {
    values: Int32Array.from({ length: TEXTS * STEPS }, (_, i) =>
      i % STEPS < 3 + (Math.floor(i / STEPS) % 8) ? 1 + ((i * 7919) % (WORDS - 1)) : 0,
    ),
    shape: [TEXTS, STEPS],
  },
  y: Array.from({ length: TEXTS }, (_, i) => (i * i) % 3),
};

const ids = { shape: ['batch', 'time'], dtype: 'int32', range: [0, WORDS - 1] } as const;
const embedded = () =>
  graph({ x: ids })
    .node('ids', maskPadding(), { x: 'x' })
    .node('vectors', embedding({ inputSize: WORDS, units: 8 }), { x: 'ids' });

/** Classifiers of texts, with a mask from start to end. */
export const textNetworks: Readonly<Record<string, () => AnyParticle>> = {
  'transformer encoder': () =>
    embedded()
      .node('placed', sinusoidalPosition(), { x: 'vectors' })
      .node('block', transformerEncoderBlock({ units: 8, heads: 2, dropout: 0.1 }), {
        x: 'placed',
        mask: 'ids.mask',
      })
      .node('pooled', sequencePooling({ mode: 'average' }), { x: 'block', mask: 'ids.mask' })
      .node('classes', dense({ units: 3 }), { x: 'pooled' })
      .output({ y: 'classes' }),
  'transformer decoder over a memory': () =>
    embedded()
      .node('placed', learnedPosition({ maxLength: STEPS }), { x: 'vectors' })
      .node('block', transformerDecoderBlock({ units: 8, heads: 2, normalizeFirst: true }), {
        x: 'placed',
        mask: 'ids.mask',
        memory: 'vectors',
        memoryMask: 'ids.mask',
      })
      .node('pooled', sequencePooling({ mode: 'last' }), { x: 'block', mask: 'ids.mask' })
      .node('classes', dense({ units: 3 }), { x: 'pooled' })
      .output({ y: 'classes' }),
  'additive and dot-product attention': () =>
    embedded()
      .node('additive', additiveAttention({ units: 6, causal: true, dropout: 0.2 }), {
        x: 'vectors',
        mask: 'ids.mask',
      })
      .node('dot', dotProductAttention({ scale: 'learned' }), { x: 'additive', mask: 'ids.mask' })
      .node('first', sequencePooling({ mode: 'first' }), { x: 'dot', mask: 'ids.mask' })
      .node('greatest', sequencePooling({ mode: 'max' }), { x: 'dot', mask: 'ids.mask' })
      .node('both', concatenate({ inputs: ['first', 'greatest'] }), {
        first: 'first',
        greatest: 'greatest',
      })
      .node('classes', dense({ units: 3 }), { x: 'both' })
      .output({ y: 'classes' }),
  'the same layer for each step': () =>
    embedded()
      .node('folded', reshape({ shape: [STEPS, 2, 4] }), { x: 'vectors' })
      .node('each', timeDistributed(flatten()), { x: 'folded' })
      .node('pooled', sequencePooling({ mode: 'average' }), { x: 'each' })
      .node('classes', dense({ units: 3 }), { x: 'pooled' })
      .output({ y: 'classes' }),
};

/** Every optimiser. */
export const optimizers: Readonly<Record<string, () => GradientTransform>> = {
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

/** What a run came to. */
export interface Outcome {
  readonly losses: readonly number[];
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

/** Trains a little, with batches of two sizes. */
export async function train(
  particle: AnyParticle,
  optimizer: GradientTransform,
  engine: Engine,
  epochs = 4,
  data: Data = { x, y },
): Promise<Outcome> {
  const losses: number[] = [];
  const { variables, optimizerState } = await fit({
    particle,
    variables: initialize(particle, { seed: 3, bindings: { height: SIZE, width: SIZE } }),
    data,
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

/** Expects two runs to have gone the same way. */
export function expectClose(a: Outcome, b: Outcome, tolerance: number): void {
  a.losses.forEach((loss, i) => {
    expect(Math.abs(loss - (b.losses[i] as number))).toBeLessThan(tolerance);
  });
  expect(Object.keys(a.numbers)).toEqual(Object.keys(b.numbers));
}
