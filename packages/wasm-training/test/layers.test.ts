import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients, too.
import * as layers from '@tensorflow/tfjs-layers';
import { fastAdam } from '../src/index.ts';
import { random, startWasm, toTensor, ways } from './support/backends.ts';

const t = (shape: readonly number[], seed: number) => toTensor(random(shape, seed));

interface Network {
  readonly name: string;
  readonly build: () => layers.Sequential;
  readonly x: () => tf.Tensor;
  readonly classes: number;
}

const image = { shape: [12, 10, 10, 3], seed: 1 };

const networks: readonly Network[] = [
  {
    name: 'a convolutional network',
    build: () =>
      layers.sequential({
        layers: [
          layers.layers.conv2d({
            inputShape: [10, 10, 3],
            filters: 6,
            kernelSize: 3,
            activation: 'relu',
          }),
          layers.layers.maxPooling2d({ poolSize: 2 }),
          layers.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }),
          layers.layers.batchNormalization(),
          layers.layers.activation({ activation: 'relu' }),
          layers.layers.flatten(),
          layers.layers.dense({ units: 4, activation: 'softmax' }),
        ],
      }),
    x: () => t(image.shape, image.seed),
    classes: 4,
  },
  {
    name: 'an embedding with an LSTM',
    build: () =>
      layers.sequential({
        layers: [
          layers.layers.embedding({ inputDim: 11, outputDim: 6, inputLength: 5 }),
          // The default initializer needs chained operations, which are not imported here.
          layers.layers.lstm({ units: 7, recurrentInitializer: 'glorotUniform' }),
          layers.layers.dense({ units: 3, activation: 'softmax' }),
        ],
      }),
    x: () => {
      const { values } = random([12, 5], 3);
      return tf.tensor(
        values.map((v) => Math.floor((v + 1) * 5.5)),
        [12, 5],
        'int32',
      );
    },
    classes: 3,
  },
  {
    name: 'a depthwise network',
    build: () =>
      layers.sequential({
        layers: [
          layers.layers.depthwiseConv2d({
            inputShape: [10, 10, 3],
            kernelSize: 3,
            depthMultiplier: 2,
            activation: 'relu6',
          }),
          layers.layers.separableConv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }),
          layers.layers.globalAveragePooling2d({}),
          layers.layers.dense({ units: 4, activation: 'softmax' }),
        ],
      }),
    x: () => t(image.shape, image.seed),
    classes: 4,
  },
];

/** The losses of some epochs, from weights that depend on their shapes only. */
async function lossesOf(
  { build, x: makeX, classes }: Network,
  optimizer: () => tf.Optimizer,
): Promise<number[]> {
  const model = build();
  model.setWeights(
    model.weights.map(({ shape, name }, index) =>
      tf.mul(t(shape.map(Number), index + 5), name.includes('variance') ? 0 : 0.5),
    ),
  );
  model.compile({ optimizer: optimizer(), loss: 'categoricalCrossentropy' });
  const x = makeX();
  const labels = Array.from({ length: 12 }, (_, index) => (index * 7) % classes);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
  const { history } = await model.fit(x, y, {
    epochs: 6,
    batchSize: 5,
    shuffle: false,
  });
  return history['loss'] as number[];
}

test.each(
  networks.flatMap((network) =>
    ways.flatMap(({ way, simd }) =>
      [
        { with: 'tf.train.adam', optimizer: () => tf.train.adam(0.02, 0.9, 0.999, 1e-7) },
        { with: 'fastAdam', optimizer: () => fastAdam({ learningRate: 0.02 }) },
      ].map((each) => ({ ...network, ...each, way, simd, network })),
    ),
  ),
)('$name of tfjs-layers trains $way by $with as it does on the cpu backend', async (c) => {
  await tf.setBackend('cpu');
  const wanted = await lossesOf(c.network, () => tf.train.adam(0.02, 0.9, 0.999, 1e-7));
  await startWasm(c.simd);
  const losses = await lossesOf(c.network, c.optimizer);
  losses.forEach((loss, epoch) => {
    expect(loss).toBeCloseTo(wanted[epoch] ?? Number.NaN, 3);
  });
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
});
