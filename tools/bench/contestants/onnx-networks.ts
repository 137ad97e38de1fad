import { DEPTH } from '../networks/networks.ts';
import { type Numbers, type Problem, weightsOf } from '../networks/problem.ts';
import type { NetworkName, NetworkSize, Task } from '../task.ts';
import { buildGraph, type GraphBuilder } from './onnx-graph.ts';

/** What the writers below are given. */
interface Parts {
  readonly graph: GraphBuilder;
  readonly size: NetworkSize;
  /** Weights and state of a layer. */
  readonly weights: (layer: string) => readonly Numbers[];
}

/** The network of a task with the first weights of the problem, softmax included, as an ONNX model. */
export function onnxModel({ network, size }: Task, problem: Problem): Uint8Array {
  const graph = buildGraph(problem.x);
  const parts: Parts = { graph, size, weights: (layer) => weightsOf(problem, layer) };
  const features = networks[network](parts);
  const logits = dense(parts, 'logits', features);
  return graph.finish(graph.node('Softmax', [logits], { axis: 1 }));
}

/** From `x` to what the last layer takes. ONNX has the channels first. */
const networks: Readonly<Record<NetworkName, (parts: Parts) => string>> = {
  digits(parts) {
    const { graph } = parts;
    const [, bias] = parts.weights('features/conv1');
    const y = relu(
      parts,
      convolution(parts, 'features/conv1', channelsFirst(parts), 1, 'VALID', bias),
    );
    const pooled = graph.node('MaxPool', [y], { kernel_shape: [2, 2], strides: [2, 2] });
    // Back to the order in which the next weights count.
    const flat = graph.node('Flatten', [graph.node('Transpose', [pooled], { perm: [0, 2, 3, 1] })]);
    return relu(parts, dense(parts, 'features/hidden', flat));
  },
  resnet(parts) {
    const { depth = DEPTH } = parts.size;
    const normalized = (path: string, layer: string, x: string, strides: number) =>
      normalization(
        parts,
        `${path}${layer.replace('conv', 'norm')}`,
        convolution(parts, path + layer, x, strides),
      );
    let x = relu(parts, normalized('features/', 'conv', channelsFirst(parts), 1));
    for (let stage = 1; stage <= 3; stage++) {
      for (let block = 1; block <= (depth - 2) / 6; block++) {
        const path = `features/stage${stage}_block${block}/residual/`;
        const strides = stage > 1 && block === 1 ? 2 : 1;
        const first = relu(parts, normalized(path, 'conv1', x, strides));
        const body = normalized(path, 'conv2', first, 1);
        const around = strides === 1 ? x : normalized(`${path}shortcut/`, 'conv', x, strides);
        x = relu(parts, parts.graph.node('Add', [body, around]));
      }
    }
    return parts.graph.node('Flatten', [parts.graph.node('GlobalAveragePool', [x])]);
  },
  lstm(parts) {
    const { graph } = parts;
    const [table] = parts.weights('embedding');
    const [kernel, recurrent, bias] = parts.weights('lstm');
    const units = (bias?.shape[0] ?? 0) / 4;
    const words = graph.node('Gather', [graph.constant(given(table)), 'x']);
    const inTime = graph.node('Transpose', [words], { perm: [1, 0, 2] });
    const zeros = { values: new Float32Array(4 * units), shape: [1, 4 * units] };
    const weights = [gates(given(kernel), units), gates(given(recurrent), units)];
    const both = graph.node(
      'Concat',
      [gates(given(bias), units), zeros].map((one) => graph.constant(one)),
      { axis: 1 },
    );
    const inputs = [inTime, ...weights.map((one) => graph.constant(one)), both];
    // The second of its outputs: what it remembers in the end, [1, batch, units].
    const last = graph.node('LSTM', inputs, { hidden_size: units }, 2);
    return graph.node('Squeeze', [last, graph.integers([0])]);
  },
};

function channelsFirst({ graph }: Parts): string {
  return graph.node('Transpose', ['x'], { perm: [0, 3, 1, 2] });
}

function convolution(
  { graph, weights }: Parts,
  layer: string,
  x: string,
  strides: number,
  pad: 'VALID' | 'SAME_UPPER' = 'SAME_UPPER',
  bias?: Numbers,
): string {
  const [kernel] = weights(layer);
  const inputs = [x, graph.constant(filtersFirst(given(kernel)))];
  if (bias !== undefined) inputs.push(graph.constant(bias));
  return graph.node('Conv', inputs, { strides: [strides, strides], auto_pad: pad });
}

function normalization({ graph, weights }: Parts, layer: string, x: string): string {
  const inputs = weights(layer).map((one) => graph.constant(one));
  return graph.node('BatchNormalization', [x, ...inputs], { epsilon: 0.001 });
}

function relu({ graph }: Parts, x: string): string {
  return graph.node('Relu', [x]);
}

function dense({ graph, weights }: Parts, layer: string, x: string): string {
  const [kernel, bias] = weights(layer);
  return graph.node('Gemm', [x, graph.constant(given(kernel)), graph.constant(given(bias))]);
}

function given(numbers: Numbers | undefined): Numbers {
  return numbers ?? { values: new Float32Array(), shape: [0] };
}

/** [height, width, channels, filters] to [filters, channels, height, width]. */
function filtersFirst({ values, shape }: Numbers): Numbers {
  const [height = 0, width = 0, channels = 0, filters = 0] = shape;
  const moved = new Float32Array(values.length);
  values.forEach((value, from) => {
    const filter = from % filters;
    const channel = Math.floor(from / filters) % channels;
    const place = Math.floor(from / (filters * channels));
    moved[(filter * channels + channel) * height * width + place] = value;
  });
  return { values: moved, shape: [filters, channels, height, width] };
}

/**
 * Weights [in, 4 units] (or a bias) of Keras's gates, input, forget, update, output, to [1, 4 units, in]
 * of ONNX's, input, output, forget, update.
 */
function gates({ values, shape }: Numbers, units: number): Numbers {
  const inputs = shape.length === 1 ? 1 : (shape[0] ?? 0);
  const moved = new Float32Array(values.length);
  [0, 3, 1, 2].forEach((gate, position) => {
    for (let unit = 0; unit < units; unit++) {
      for (let input = 0; input < inputs; input++) {
        moved[(position * units + unit) * inputs + input] =
          values[input * 4 * units + gate * units + unit] ?? NaN;
      }
    }
  });
  return { values: moved, shape: shape.length === 1 ? [1, 4 * units] : [1, 4 * units, inputs] };
}
