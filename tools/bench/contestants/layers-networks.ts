import { tensor } from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  type LayersModel,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { DEPTH } from '../networks/networks.ts';
import { type Problem, weightsOf } from '../networks/problem.ts';
import { EMBEDDING, UNITS, VOCABULARY } from '../networks/recurrent.ts';
import type { NetworkName, NetworkSize, Task } from '../task.ts';

/** Puts a layer behind a tensor. */
type Layer = (x: SymbolicTensor) => SymbolicTensor;
type Activation = 'relu' | 'softmax';

const networks: Readonly<Record<NetworkName, (size: NetworkSize) => readonly Layer[]>> = {
  digits: ({ width = 1 }) => [
    convolution('features/conv1', Math.round(32 * width), { activation: 'relu' }),
    then(layers.maxPooling2d({ poolSize: 2 })),
    then(layers.flatten()),
    dense('features/hidden', Math.round(64 * width), 'relu'),
    dense('logits', 10, 'softmax'),
  ],
  resnet: ({ width = 1, depth = DEPTH }) => [
    convolution('features/conv', Math.round(16 * width), same(1)),
    normalization('features/norm'),
    relu(),
    ...[16, 32, 64].flatMap((channels, stage) =>
      Array.from({ length: (depth - 2) / 6 }, (_, block) =>
        residualBlock(
          `features/stage${stage + 1}_block${block + 1}/residual`,
          Math.round(channels * width),
          stage > 0 && block === 0 ? 2 : 1,
        ),
      ),
    ),
    then(layers.globalAveragePooling2d({})),
    dense('logits', 10, 'softmax'),
  ],
  lstm: ({ width = 1 }) => [
    then(layers.embedding({ inputDim: VOCABULARY, outputDim: EMBEDDING, name: 'embedding' })),
    then(
      layers.lstm({
        ...{ units: Math.round(UNITS * width), recurrentActivation: 'sigmoid', name: 'lstm' },
        // The default calls chained methods, which only some packages register; and it is overwritten.
        recurrentInitializer: 'zeros',
      }),
    ),
    dense('logits', 2, 'softmax'),
  ],
};

/** The network of a task with the first weights of the problem, softmax included. */
export function layersModel({ network, size }: Task, problem: Problem): LayersModel {
  const { shape, values } = problem.x;
  const dtype = values instanceof Int32Array ? 'int32' : 'float32';
  const inputs = input({ shape: shape.slice(1), dtype });
  const outputs = chained(networks[network](size))(inputs);
  const made = model({ inputs, outputs });
  for (const path of layersIn(problem)) {
    const weights = weightsOf(problem, path).map((one) => tensor(one.values, [...one.shape]));
    made.getLayer(nameOf(path)).setWeights(weights);
    for (const one of weights) one.dispose();
  }
  return made;
}

/** The paths in Sora Particles of all layers that have weights. */
function layersIn({ weights }: Problem): ReadonlySet<string> {
  return new Set(Object.keys(weights).map((path) => path.slice(0, path.lastIndexOf('/'))));
}

/** The name of a layer here, which can hold no slash. */
function nameOf(path: string): string {
  return path.replaceAll('/', '_');
}

function then(layer: { apply(x: SymbolicTensor): unknown }): Layer {
  return (x) => layer.apply(x) as SymbolicTensor;
}

function chained(steps: readonly Layer[]): Layer {
  return (x) => steps.reduce((y, step) => step(y), x);
}

function dense(path: string, units: number, activation: Activation): Layer {
  return then(layers.dense({ units, activation, name: nameOf(path) }));
}

interface ConvolutionOptions {
  readonly activation?: Activation;
  readonly kernelSize?: number;
  readonly strides?: number;
  readonly padding?: 'same';
  readonly useBias?: boolean;
}

function convolution(path: string, filters: number, options: ConvolutionOptions): Layer {
  return then(layers.conv2d({ filters, kernelSize: 3, ...options, name: nameOf(path) }));
}

function same(strides: number, kernelSize = 3): ConvolutionOptions {
  return { strides, kernelSize, padding: 'same', useBias: false };
}

function normalization(path: string): Layer {
  return then(layers.batchNormalization({ name: nameOf(path) }));
}

function relu(): Layer {
  return then(layers.activation({ activation: 'relu' }));
}

function residualBlock(path: string, filters: number, strides: number): Layer {
  const body = chained([
    convolution(`${path}/conv1`, filters, same(strides)),
    normalization(`${path}/norm1`),
    relu(),
    convolution(`${path}/conv2`, filters, same(1)),
    normalization(`${path}/norm2`),
  ]);
  const around = chained(
    strides === 1
      ? []
      : [
          convolution(`${path}/shortcut/conv`, filters, same(strides, 1)),
          normalization(`${path}/shortcut/norm`),
        ],
  );
  return (x) => relu()(layers.add().apply([body(x), around(x)]) as SymbolicTensor);
}
