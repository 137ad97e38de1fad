/**
 * Times functions as traced graphs against the same functions run eagerly, on the native backend
 * (`npm run native` sets it up), side by side in one run.
 *
 *     tsx --conditions=@sora-particles/source tools/bench/graph-engine.ts [words of the cases wanted]
 *
 * Prints medians in milliseconds (the lowest in brackets) and how many times faster the graph is. Data
 * are made up: only times count here.
 */
import { performance } from 'node:perf_hooks';
import { selectBackend } from '@sora-particles/backend';
import { jit } from '@sora-particles/graph-engine';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

/** One way to do the work of a case. */
type Contestant = () => void | Promise<void>;

const [notes, wanted] = [[] as string[], process.argv.slice(2)];
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
const { description } = await selectBackend({ prefer: 'tensorflow' });
console.log(`${description}; ${process.version}`);

/** Runs the contestants in turns, so that whatever else the machine does hits all of them. */
async function compare(
  name: string,
  contestants: Readonly<Record<string, Contestant>>,
  rounds: number,
): Promise<void> {
  if (!wanted.every((word) => name.includes(word))) return;
  const times = new Map(Object.keys(contestants).map((key) => [key, [] as number[]]));
  for (let round = -5; round < rounds; round++) {
    for (const [key, run] of Object.entries(contestants)) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(key)?.push(performance.now() - start);
    }
  }
  const figures = [...times].map(([key, list]) => {
    const sorted = list.sort((a, b) => a - b);
    return { key, median: sorted[sorted.length >> 1] ?? NaN, lowest: sorted[0] ?? NaN };
  });
  const graph = figures.at(-1)?.median ?? NaN;
  console.log(name);
  for (const { key, median, lowest } of figures) {
    const ratio = (median / graph).toFixed(2);
    console.log(
      `  ${key.padEnd(22)} ${median.toFixed(3).padStart(9)} (${lowest.toFixed(3)})  ${ratio}x`,
    );
  }
}

/** The digits network: convolution, pooling, two dense layers. */
function digits(): layers.Sequential {
  return layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
      }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.flatten(),
      layers.layers.dense({ units: 64, activation: 'relu' }),
      layers.layers.dense({ units: 10 }),
    ],
  });
}

/** Embedding, LSTM over 40 steps, two classes. */
function text(): layers.Sequential {
  return layers.sequential({
    layers: [
      layers.layers.embedding({ inputDim: 2000, outputDim: 32, inputLength: 40 }),
      layers.layers.lstm({ units: 64 }),
      layers.layers.dense({ units: 2 }),
    ],
  });
}

/** Steps of training of a stock model: its own `fit`, an optimiser by hand, the same as a graph. */
function training(
  make: () => layers.Sequential,
  x: tf.Tensor,
  classes: number,
): Record<string, Contestant> {
  const batch = x.shape[0] ?? 0;
  const labels = tf.range(0, batch, 1, 'int32');
  const y = tf.oneHot(tf.mod(labels, tf.scalar(classes, 'int32')) as tf.Tensor1D, classes);
  const fitted = make();
  fitted.compile({
    optimizer: tf.train.adam(0.001),
    loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
  });
  const step = () => {
    const model = make();
    const optimizer = tf.train.adam(0.001);
    return (input: tf.Tensor, target: tf.Tensor) =>
      optimizer.minimize(
        () =>
          tf.losses.softmaxCrossEntropy(
            target,
            model.apply(input, { training: true }) as tf.Tensor,
          ) as tf.Scalar,
        true,
      );
  };
  const [eager, traced] = [step(), jit(step(), { name: 'step' })];
  return {
    'model.fit': async () => {
      await fitted.fit(x, y, { batchSize: batch, epochs: 1, verbose: 0, shuffle: false });
    },
    eager: () => {
      tf.tidy(() => eager(x, y)?.dataSync());
    },
    graph: () => {
      tf.tidy(() => traced(x, y)?.dataSync());
    },
  };
}

/** The forward pass of a stock model: its own `predict`, the same as a graph. */
function forward(make: () => layers.Sequential, x: tf.Tensor): Record<string, Contestant> {
  const model = make();
  const traced = jit((input: tf.Tensor) => model.apply(input) as tf.Tensor, { name: 'forward' });
  return {
    'model.predict': () => {
      tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
    },
    eager: () => {
      tf.tidy(() => (model.apply(x) as tf.Tensor).dataSync());
    },
    graph: () => {
      tf.tidy(() => traced(x).dataSync());
    },
  };
}

const images = (batch: number): tf.Tensor =>
  tf.randomUniform([batch, 28, 28, 1], 0, 1, 'float32', 1);
const words = tf.floor(tf.randomUniform([32, 40], 0, 2000, 'float32', 2));

await compare('digits: a step of training, batch 32', training(digits, images(32), 10), 60);
await compare('digits: a step of training, batch 128', training(digits, images(128), 10), 30);
await compare('LSTM: a step of training, batch 32', training(text, words, 2), 30);
await compare('digits: forward, batch 1', forward(digits, images(1)), 200);
await compare('digits: forward, batch 256', forward(digits, images(256)), 40);
const single = jit((x: tf.Tensor) => tf.add(x, 1), { name: 'add' });
const one = tf.scalar(1);
await compare(
  'one operation',
  { eager: () => tf.add(one, 1).dispose(), graph: () => single(one).dispose() },
  2000,
);
for (const note of notes) console.log(note);
