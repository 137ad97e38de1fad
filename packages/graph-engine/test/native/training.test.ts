import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { jit } from '../../src/index.ts';
import { startNative } from '../support/native.ts';
import { take } from '../support/tensors.ts';

beforeAll(startNative);

const STEPS = 200;
const seeded = (shape: readonly number[], seed: number, scale = 1): tf.Tensor =>
  tf.mul(tf.randomNormal(shape as number[], 0, 1, 'float32', seed), scale);

/** Weights as variables, and the loss of a batch. */
interface Network {
  readonly weights: readonly tf.Variable[];
  readonly loss: (x: tf.Tensor, y: tf.Tensor) => tf.Scalar;
  readonly batch: (step: number) => readonly [x: tf.Tensor, y: tf.Tensor];
}

const crossEntropy = (y: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
  tf.losses.softmaxCrossEntropy(y, logits);
const oneHot = (seed: number, rows: number, classes: number): tf.Tensor =>
  tf.oneHot(
    tf.cast(tf.randomUniform([rows], 0, classes - 0.001, 'float32', seed), 'int32'),
    classes,
  );
const variables = (...shapes: readonly (readonly number[])[]): tf.Variable[] =>
  shapes.map((shape, i) => tf.tidy(() => tf.variable(seeded(shape, i + 1, 0.2))));

/** The steps of a sequence. */
const unstack = (x: tf.Tensor): readonly tf.Tensor2D[] =>
  tf.unstack(x, 1) as unknown as tf.Tensor2D[];

const networks: Readonly<Record<string, () => Network>> = {
  cnn() {
    const weights = variables([3, 3, 1, 4], [4], [4 * 16, 8], [8], [8, 3], [3]);
    const [k, kb, w, wb, o, ob] = weights as unknown as [tf.Tensor4D, ...tf.Tensor2D[]];
    return {
      weights,
      loss(x, y) {
        const h = tf.maxPool<tf.Tensor4D>(
          tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, k, 1, 'same'), kb!)),
          2,
          2,
          'valid',
        );
        const flat = tf.reshape<tf.Rank.R2>(h, [h.shape[0], 64]);
        const d = tf.relu(tf.add(tf.matMul(flat, w!), wb!));
        return crossEntropy(y, tf.add(tf.matMul(d, o!), ob!));
      },
      batch: (step) => [seeded([8, 8, 8, 1], step), oneHot(step, 8, 3)],
    };
  },
  lstm() {
    const [units, size] = [6, 4];
    const weights = variables(
      [20, size],
      [size, 4 * units],
      [units, 4 * units],
      [4 * units],
      [units, 3],
    );
    const [table, wx, wh, b, o] = weights as unknown as tf.Tensor2D[];
    return {
      weights,
      loss(x, y) {
        let h: tf.Tensor2D = tf.zeros([x.shape[0], units]);
        let c = h;
        for (const word of unstack(tf.gather(table!, tf.cast(x, 'int32')))) {
          const z = tf.add(tf.add(tf.matMul(word, wx!), tf.matMul(h, wh!)), b!);
          const [i, f, g, out] = tf.split<tf.Tensor2D>(z, 4, 1);
          c = tf.add(tf.mul(tf.sigmoid(f!), c), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
          h = tf.mul(tf.sigmoid(out!), tf.tanh(c));
        }
        return crossEntropy(y, tf.matMul(h, o!));
      },
      batch: (step) => [tf.randomUniform([8, 7], 0, 19.99, 'float32', step), oneHot(step, 8, 3)],
    };
  },
  gru() {
    const [units, size] = [6, 4];
    const weights = variables([size, 3 * units], [units, 3 * units], [3 * units], [units, 3]);
    const [wx, wh, b, o] = weights as unknown as tf.Tensor2D[];
    return {
      weights,
      loss(x, y) {
        let h: tf.Tensor2D = tf.zeros([x.shape[0], units]);
        for (const step of unstack(x)) {
          const [xz, xr, xh] = tf.split<tf.Tensor2D>(tf.add(tf.matMul(step, wx!), b!), 3, 1);
          const [hz, hr, hh] = tf.split<tf.Tensor2D>(tf.matMul(h, wh!), 3, 1);
          const z = tf.sigmoid(tf.add(xz!, hz!));
          const candidate = tf.tanh(tf.add(xh!, tf.mul(tf.sigmoid(tf.add(xr!, hr!)), hh!)));
          h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
        }
        return crossEntropy(y, tf.matMul(h, o!));
      },
      batch: (step) => [seeded([8, 6, size], step), oneHot(step, 8, 3)],
    };
  },
  attention() {
    const size = 8;
    const weights = variables([size, size], [size, size], [size, size], [size, 3], [size], [size]);
    const [q, k, v, o, gamma, beta] = weights as unknown as tf.Tensor2D[];
    return {
      weights,
      loss(x, y) {
        const [batch, length] = x.shape as [number, number];
        const flat = tf.reshape<tf.Rank.R2>(x, [-1, size]);
        // Two heads.
        const heads = (w: tf.Tensor2D) =>
          tf.transpose(tf.reshape(tf.matMul(flat, w), [batch, length, 2, size / 2]), [0, 2, 1, 3]);
        const scores = tf.div(tf.matMul(heads(q!), heads(k!), false, true), 2);
        const seen = tf.transpose(tf.matMul(tf.softmax(scores), heads(v!)), [0, 2, 1, 3]);
        const sum = tf.add(x, tf.reshape(seen, [batch, length, size]));
        const { mean, variance } = tf.moments(sum, -1, true);
        const normal = tf.mul(tf.sub(sum, mean), tf.rsqrt(tf.add(variance, 1e-5)));
        const pooled = tf.mean(tf.add(tf.mul(normal, gamma!), beta!), 1);
        return crossEntropy(y, tf.matMul(pooled, o!));
      },
      batch: (step) => [seeded([4, 5, size], step), oneHot(step, 4, 3)],
    };
  },
  'seeded dropout'() {
    const weights = variables([6, 16], [16, 3]);
    const [w, o] = weights as unknown as tf.Tensor2D[];
    return {
      weights,
      loss(x, y) {
        const h = tf.dropout(tf.relu(tf.matMul(x as tf.Tensor2D, w!)), 0.5, undefined, 11);
        return crossEntropy(y, tf.matMul(h, o!));
      },
      batch: (step) => [seeded([8, 6], step), oneHot(step, 8, 3)],
    };
  },
};

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  // Slow enough that it settles: the graph's fused kernels round otherwise, which chaos would make large.
  momentum: () => tf.train.momentum(0.02, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.05),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
};

/** The losses and final weights of a run. */
function run(make: () => Network, optimizer: tf.Optimizer, traced: boolean) {
  const { weights, loss, batch } = make();
  const eager = (x: tf.Tensor, y: tf.Tensor) =>
    optimizer.minimize(() => loss(x, y), true, weights as tf.Variable[])!;
  const graph = jit(eager, { name: 'step', strict: true });
  const losses: number[] = [];
  let tensors = 0;
  for (let step = 1; step <= STEPS; step++) {
    tf.tidy(() => {
      // Batches repeat, so that there is something to learn. Seed 0 would be none.
      losses.push((traced ? graph : eager)(...batch((step % 8) + 1)).dataSync()[0]!);
    });
    if (step === 5) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  if (traced) expect(graph.reports()).toMatchObject([{ kind: 'graph' }]);
  graph.dispose();
  const values = weights.flatMap((weight) => take(weight.clone()));
  tf.dispose(weights as tf.Variable[]);
  optimizer.dispose();
  return { losses, values };
}

/** The largest difference. */
function distance(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe(`${STEPS} steps of a graph are those of eager calls, within 1e-4`, () => {
  const cases: readonly [network: string, optimizer: string][] = [
    ...Object.keys(optimizers).map((name): [string, string] => ['cnn', name]),
    ...Object.keys(networks).map((name): [string, string] => [name, 'adam']),
  ];
  test.each(cases)('%s, %s', (network, optimizer) => {
    const [eager, graph] = [false, true].map((traced) =>
      run(networks[network]!, optimizers[optimizer]!(), traced),
    ) as [ReturnType<typeof run>, ReturnType<typeof run>];
    expect(eager.losses.at(-1)).toBeLessThan(eager.losses[7]!); // the same batch
    expect(distance(graph.losses, eager.losses)).toBeLessThan(1e-4);
    expect(distance(graph.values, eager.values)).toBeLessThan(1e-4);
  });
});

describe('stock models of tfjs-layers', () => {
  const model = () =>
    layers.sequential({
      layers: [
        layers.layers.conv2d({
          inputShape: [8, 8, 1],
          filters: 4,
          kernelSize: 3,
          // Its gradient is nothing but noise before a normalisation, and Adam makes steps of that.
          useBias: false,
          kernelInitializer: layers.initializers.glorotUniform({ seed: 1 }),
        }),
        layers.layers.batchNormalization(),
        layers.layers.activation({ activation: 'relu' }),
        layers.layers.flatten(),
        layers.layers.dense({
          units: 3,
          kernelInitializer: layers.initializers.glorotUniform({ seed: 2 }),
        }),
      ],
    });

  test('predict, with more images than one of its batches, and a last one that is not full', () => {
    const network = model();
    const predict = jit((x: tf.Tensor) => network.predict(x) as tf.Tensor, { strict: true });
    for (const rows of [40, 3, 40, 3, 40, 3]) {
      const x = seeded([rows, 8, 8, 1], rows);
      const expected = take(network.predict(x) as tf.Tensor);
      expect(distance(take(predict(x)), expected)).toBeLessThan(1e-6);
    }
    expect(predict.reports().map(({ kind }) => kind)).toEqual(['graph', 'graph']);
    predict.dispose();
  });

  test('weights that are set later count', () => {
    const network = model();
    const predict = jit((x: tf.Tensor) => network.apply(x) as tf.Tensor, { strict: true });
    const x = seeded([2, 8, 8, 1], 5);
    for (let i = 0; i < 3; i++) predict(x).dispose();
    network.setWeights(network.getWeights().map((weight) => tf.mul(weight, 2)));
    expect(take(predict(x))).toEqual(take(network.apply(x) as tf.Tensor));
    predict.dispose();
  });

  test('a step with computeGradients and applyGradients, batch normalisation included', () => {
    const losses = [false, true].map((traced) => {
      const [network, optimizer] = [model(), tf.train.adam(0.01)];
      const eager = (x: tf.Tensor, y: tf.Tensor) => {
        const { value, grads } = optimizer.computeGradients(
          () => crossEntropy(y, network.apply(x, { training: true }) as tf.Tensor),
          // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- layers read variables
          network.trainableWeights.map((weight) => weight.read()) as tf.Variable[],
        );
        optimizer.applyGradients(grads as never); // its declared type is that of variables
        return value;
      };
      const step = traced ? jit(eager, { strict: true }) : eager;
      const list = Array.from({ length: 30 }, (_, i) =>
        tf.tidy(
          () => step(seeded([8, 8, 8, 1], (i % 4) + 1), oneHot((i % 4) + 1, 8, 3)).dataSync()[0]!,
        ),
      );
      const moving = network.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
      return [...list, ...moving];
    });
    expect(distance(losses[1]!, losses[0]!)).toBeLessThan(1e-4);
  });
});
