import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  disposeVariables,
  freeze,
  initialize,
  parallel,
  rename,
  type AnyParticle,
  type ErrorCode,
} from '@sora-particles/combinator-core';
import { dense, input, oneHot, softmax } from '@sora-particles/combinator-core/elementary';
import {
  accuracy,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  fit,
  fromBatches,
  fromExamples,
  meanSquaredError,
  sparseCategoricalCrossEntropy,
  type FitOptions,
} from '@sora-particles/optimizer';
import { memory, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { classifier, points, problem } from './support/problem.ts';
import { expectRejection } from './support/rejection.ts';

const good = points(8);
const { x, y } = good;
const NaNs = (index: number): number[][] => x.map((row, i) => (i === index ? [0, NaN] : row));
const replace = <T>(list: readonly T[], index: number, value: unknown): T[] =>
  list.map((item, i) => (i === index ? (value as T) : item));

const scaled = compose(input({ shape: ['batch', 2], dtype: 'float32', range: [0, 1] })).to(
  dense({ units: 2 }),
);
const tokens = compose(input({ shape: ['batch'], dtype: 'int32' }))
  .to(oneHot({ classes: 4 }))
  .to(dense({ units: 2 }));
const open = dense({ units: 2 });

type Changes = { readonly [Name in keyof FitOptions]?: unknown };
type Case = readonly [what: string, changes: Changes, code: ErrorCode, message: RegExp];

const data = (changes: object): Changes => ({ data: { ...good, ...changes } });

const cases: readonly Case[] = [
  // options
  ['no options', { particle: undefined }, 'option-missing', /particle/],
  ['an unknown option', { learningRate: 0.1 } as Changes, 'option-unknown', /learningRate/],
  ['an option of another library', { verbose: 1 } as Changes, 'option-unknown', /verbose/],
  ['something else than a particle', { particle: {} }, 'option-invalid', /particle/],
  [
    'a factory instead of a loss',
    { loss: sparseCategoricalCrossEntropy },
    'option-invalid',
    /loss/,
  ],
  ['a metric instead of a loss', { loss: accuracy() }, 'option-invalid', /loss/],
  ['a name instead of an optimiser', { optimizer: 'adam' }, 'option-invalid', /optimizer/],
  ['a name instead of a metric', { metrics: ['accuracy'] }, 'option-invalid', /metrics\[0\]/],
  ['a factory instead of a metric', { metrics: [accuracy] }, 'option-invalid', /is \(\) missing/],
  ['one metric twice', { metrics: [accuracy(), accuracy()] }, 'name-duplicate', /accuracy/],
  ['a metric called loss', { metrics: [accuracy({ name: 'loss' })] }, 'option-invalid', /'loss'/],
  ['no epochs', { epochs: undefined }, 'option-missing', /epochs/],
  ['zero epochs', { epochs: 0 }, 'option-invalid', /epochs/],
  ['negative epochs', { epochs: -1 }, 'option-invalid', /epochs/],
  ['a fraction of an epoch', { epochs: 1.5 }, 'option-invalid', /epochs/],
  ['NaN epochs', { epochs: NaN }, 'option-invalid', /epochs/],
  ['infinite epochs', { epochs: Infinity }, 'option-invalid', /epochs/],
  ['epochs as text', { epochs: '3' }, 'option-invalid', /epochs/],
  ['a batch size of zero', { batchSize: 0 }, 'option-invalid', /batchSize/],
  ['a NaN batch size', { batchSize: NaN }, 'option-invalid', /batchSize/],
  ['no seed', { seed: undefined }, 'option-missing', /seed/],
  ['a fraction as seed', { seed: 0.5 }, 'option-invalid', /seed/],
  ['a split of zero', { validationSplit: 0 }, 'option-invalid', /validationSplit/],
  ['a split of one', { validationSplit: 1 }, 'option-invalid', /validationSplit/],
  ['a NaN split', { validationSplit: NaN }, 'option-invalid', /validationSplit/],
  [
    'a split that leaves nothing',
    { data: { x: [[1, 2]], y: [0] }, validationSplit: 0.5 },
    'data-empty',
    /train on/,
  ],
  [
    'a split and validation data',
    { validationSplit: 0.5, validationData: good },
    'option-invalid',
    /validationData/,
  ],
  ['an unknown monitor', { earlyStopping: { monitor: 'acc' } }, 'option-invalid', /'acc'/],
  [
    'a monitor without validation',
    { earlyStopping: { monitor: 'val_loss' } },
    'option-invalid',
    /validationSplit/,
  ],
  [
    'an unknown option of early stopping',
    { earlyStopping: { delta: 1 } },
    'option-unknown',
    /delta/,
  ],
  ['negative patience', { earlyStopping: { patience: -1 } }, 'option-invalid', /patience/],
  ['something else than a signal', { signal: {} }, 'option-invalid', /signal/],
  // data
  ['no data', { data: undefined }, 'option-missing', /data/],
  ['data without targets', { data: { x } }, 'option-missing', /'y'/],
  ['an unknown key in the data', data({ labels: y }), 'option-unknown', /labels/],
  ['no examples', { data: { x: [], y: [] } }, 'data-empty', /data\.x/],
  ['an empty list of examples', { data: [] }, 'data-empty', /data/],
  ['no full batch', { batchSize: 16, dropRemainder: true }, 'data-empty', /16/],
  ['more inputs than targets', data({ y: y.slice(1) }), 'data-length-mismatch', /x: 8, y: 7/],
  [
    'a flat array that does not fill examples',
    data({ x: new Float32Array(15) }),
    'data-length-mismatch',
    /multiple of 2/,
  ],
  [
    'values that do not fill their shape',
    data({ x: { values: new Float32Array(9), shape: [8, 2] } }),
    'data-length-mismatch',
    /16 numbers/,
  ],
  [
    'a flat array for a shape that is open',
    { particle: open, ...data({ x: new Float32Array(16) }) },
    'rank-mismatch',
    /shape: \[examples/,
  ],
  [
    'a negative size',
    data({ x: { values: new Float32Array(16), shape: [-8, -2] } }),
    'value-invalid',
    /values, shape/,
  ],
  ['ragged arrays', data({ x: replace(x, 3, [1]) }), 'value-invalid', /data\.x\[3\]/],
  [
    'arrays that go deeper',
    data({ x: replace(x, 3, [[1], 2]) }),
    'value-invalid',
    /data\.x\[3\]\[0\]/,
  ],
  [
    'ragged typed arrays',
    data({ x: x.map((_, i) => new Float32Array(i === 5 ? 3 : 2)) }),
    'value-invalid',
    /data\.x\[5\]/,
  ],
  [
    'text among numbers',
    data({ x: replace(x, 2, [1, '2']) }),
    'value-invalid',
    /data\.x\[2\]\[1\]/,
  ],
  [
    'null among numbers',
    data({ x: replace(x, 2, [1, null]) }),
    'value-invalid',
    /data\.x\[2\]\[1\]/,
  ],
  [
    'undefined among typed arrays',
    data({ x: [new Float32Array(2), undefined] }),
    'kind-mismatch',
    /data\.x\[1\]/,
  ],
  ['a number as data', data({ x: 7 }), 'kind-mismatch', /data\.x/],
  ['text as data', data({ x: 'train.csv' }), 'kind-mismatch', /data\.x/],
  ['too many columns', data({ x: x.map((row) => [...row, 0]) }), 'axis-mismatch', /needs 2, got 3/],
  ['a rank too few', data({ x: y }), 'rank-mismatch', /rank/],
  ['a rank too many', data({ x: x.map((row) => [row]) }), 'rank-mismatch', /rank/],
  [
    'fractions for integers',
    { particle: tokens, ...data({ x: new Float32Array(8).fill(0.5) }) },
    'dtype-mismatch',
    /needs int32, got float32/,
  ],
  [
    'numbers that are no integers',
    { particle: tokens, ...data({ x: [0, 1, 2, 3, 0.5, 1, 2, 3] }) },
    'dtype-mismatch',
    /int32/,
  ],
  [
    'pixels where 0 to 1 is needed',
    { particle: scaled, ...data({ x: { values: new Uint8Array(16).fill(200), shape: [8, 2] } }) },
    'value-out-of-range',
    /from 0 to 1/,
  ],
  ['an unknown port', data({ x: { image: x } }), 'kind-mismatch', /data\.x/],
  ['NaN in an input', data({ x: NaNs(6) }), 'value-not-finite', /data\.x\[6\]/],
  [
    'Infinity in an input',
    data({ x: replace(x, 4, [1, Infinity]) }),
    'value-not-finite',
    /data\.x\[4\]/,
  ],
  [
    'a number too large for float32',
    data({ x: { values: new Float64Array(16).fill(1e39), shape: [8, 2] } }),
    'value-not-finite',
    /data\.x\[0\]/,
  ],
  [
    'a list with something else than an example',
    { data: [{ x: [1, 2], y: 1 }, [3]] },
    'value-invalid',
    /data\[1\]/,
  ],
  // targets
  ['a label too large', data({ y: replace(y, 3, 2) }), 'label-out-of-range', /example 3/],
  ['a negative label', data({ y: replace(y, 3, -1) }), 'label-out-of-range', /example 3/],
  ['half a label', data({ y: replace(y, 5, 0.5) }), 'label-out-of-range', /example 5/],
  ['a NaN label', data({ y: replace(y, 5, NaN) }), 'value-not-finite', /example 5/],
  ['a name as label', data({ y: replace(y, 5, 'cat') }), 'value-invalid', /data\.y\[5\]/],
  [
    'one-hot labels for class indexes',
    data({ y: y.map((label) => [1 - label, label]) }),
    'rank-mismatch',
    /categoricalCrossEntropy/,
  ],
  [
    'class indexes for one-hot labels',
    { loss: categoricalCrossEntropy() },
    'rank-mismatch',
    /sparseCategoricalCrossEntropy/,
  ],
  [
    'targets above 1 for binary ones',
    {
      particle: dense({ units: 1 }),
      loss: binaryCrossEntropy(),
      metrics: [],
      ...data({ y: replace(y, 1, 3) }),
    },
    'value-out-of-range',
    /example 1/,
  ],
  [
    'targets of another width',
    { particle: open, loss: meanSquaredError(), metrics: [] },
    'rank-mismatch',
    /targets/,
  ],
  [
    'a label too large in validation data',
    { validationData: { x, y: replace(y, 3, 9) } },
    'label-out-of-range',
    /example 3/,
  ],
  // weights
  ['weights of another length', { sampleWeights: [1, 2] }, 'data-length-mismatch', /8 numbers/],
  ['a negative weight', { sampleWeights: replace(y, 2, -1) }, 'value-out-of-range', /\[2\]/],
  ['a NaN weight', { sampleWeights: replace(y, 2, NaN) }, 'value-not-finite', /\[2\]/],
  ['weights that are all zero', { sampleWeights: y.map(() => 0) }, 'value-out-of-range', /all/],
  [
    'weights twice',
    { sampleWeights: y, ...data({ sampleWeights: y }) },
    'option-invalid',
    /sampleWeights/,
  ],
  ['a weight for what is no class', { classWeights: { cat: 2 } }, 'label-out-of-range', /cat/],
  [
    'a weight for a class that there is not',
    { classWeights: [1, 1, 5] },
    'label-out-of-range',
    /2/,
  ],
  ['a negative class weight', { classWeights: [1, -1] }, 'value-out-of-range', /class 1/],
  [
    'class weights for a regression',
    { classWeights: [1, 1], loss: meanSquaredError(), metrics: [] },
    'option-invalid',
    /sampleWeights/,
  ],
  // streams
  ['a generator for two epochs', { data: generate(good) }, 'option-invalid', /generator/],
  [
    'a stream and a split',
    { data: () => generate(good), validationSplit: 0.5 },
    'option-invalid',
    /validationData/,
  ],
  [
    'a stream and weights',
    { data: () => generate(good), sampleWeights: y },
    'option-invalid',
    /sampleWeight/,
  ],
  [
    'a stream to shuffle',
    { data: () => generate(good), shuffle: true },
    'option-invalid',
    /shuffleBuffer/,
  ],
  ['a stream without examples', { data: fromExamples(() => []) }, 'data-empty', /epoch 1/],
  ['a stream that is spent', { data: spent() }, 'data-empty', /epoch 2/],
  ['a function that makes nothing', { data: () => 3 }, 'kind-mismatch', /iterated/],
  [
    'a NaN late in a stream',
    { data: () => generate({ x: NaNs(7), y }), batchSize: 3 },
    'value-not-finite',
    /data\.x\[7\]/,
  ],
  [
    'a bad label late in a stream',
    { data: () => generate({ x, y: replace(y, 7, 5) }), batchSize: 3 },
    'label-out-of-range',
    /example 7/,
  ],
  [
    'a batch of another width',
    { data: fromBatches(() => [good, { x: [[1, 2, 3]], y: [0] }]) },
    'axis-mismatch',
    /needs 2, got 3/,
  ],
  // particles
  ['nothing to train', { particle: freeze(classifier) }, 'gradient-missing', /no weight to train/],
  [
    'two outputs',
    { particle: parallel({ a: dense({ units: 1 }), b: dense({ units: 1 }) }) },
    'contract-invalid',
    /one output/,
  ],
  ['probabilities for logits', { particle: hidden() }, 'meaning-mismatch', /logits/],
];

test.each(cases)('%s', async (_, changes, code, message) => {
  const particle = (changes.particle ?? classifier) as AnyParticle;
  const variables = 'input' in particle ? initialize(particle, { seed: 1, bindings }) : {};
  const before = memory().numTensors;
  const options = { ...problem({ variables, data: good, particle }), ...changes } as FitOptions;
  await expectRejection(fit(options), { code, message });
  expect(memory().numTensors).toBe(before);
  disposeVariables(variables);
});

test('there are at least 64 of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(64);
});

describe('tensors are refused as well', () => {
  const attempt = async (x: Tensor, code: ErrorCode, message: RegExp): Promise<void> => {
    const options = problem({ data: { x, y } });
    await expectRejection(fit(options), { code, message });
    disposeVariables(options.variables);
    x.dispose();
  };

  test('of another element type', () =>
    attempt(tensor(x, [8, 2], 'int32'), 'dtype-mismatch', /needs float32, got int32/));
  test('of text', () => attempt(tensor(x.map(String)), 'dtype-mismatch', /string/));
  test('with NaN', () => attempt(tensor(NaNs(1)), 'value-not-finite', /data\.x\[1\]/));
  test('that have been disposed of', () => {
    const gone = tensor(x);
    gone.dispose();
    return attempt(gone, 'disposed', /data\.x/);
  });
});

describe('variables are refused', () => {
  test.each([
    ['of another particle', () => initialize(open, { seed: 1, bindings }), 'variable-unexpected'],
    ['that lack one', () => ({}), 'variable-missing'],
    ['of another width', () => initialize(wide, { seed: 1, bindings }), 'variable-invalid'],
  ] as const)('%s', async (_, make, code) => {
    const variables = make();
    await expectRejection(fit(problem({ variables })), { code });
    disposeVariables(variables);
  });

  test('that were made for other data', async () => {
    const variables = initialize(open, { seed: 1, bindings: { in: 3 } });
    const options = problem({ particle: open, variables });
    await expectRejection(fit(options), { code: 'variable-invalid', message: /needs 2/ });
    disposeVariables(variables);
  });

  test('with NaN', async () => {
    const variables = { ...initialize(classifier, { seed: 1 }) };
    variables['dense/bias']?.value.dispose();
    variables['dense/bias'] = { value: tensor(new Float32Array(8).fill(NaN)), trainable: true };
    await expectRejection(fit(problem({ variables })), {
      code: 'value-not-finite',
      path: 'dense/bias',
    });
    disposeVariables(variables);
  });

  const wide = compose(input({ shape: ['batch', 2], dtype: 'float32' }))
    .to(dense({ units: 9 }))
    .to(dense({ units: 2 }));
});

const bindings = { in: 2, 'a.in': 2, 'b.in': 2 };

function* generate({ x, y }: { x: number[][]; y: number[] }) {
  for (const [i, row] of x.entries()) yield { x: row, y: y[i] ?? 0 };
}

/** Looks as if it could be iterated again, and cannot. */
function spent() {
  const iterator = generate(good);
  return fromExamples(() => iterator);
}

/** A softmax that is no step of the chain itself. */
function hidden(): AnyParticle {
  return rename(
    'recognizer',
    compose(input({ shape: ['batch', 2], dtype: 'float32' }))
      .to(dense({ units: 2 }))
      .to(softmax()),
  );
}
