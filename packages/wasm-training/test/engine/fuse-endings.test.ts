import { registerGradients } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { startWasmEngine, type WasmEngine, wasmEngine } from '../../src/index.ts';
import { random, toTensor } from '../support/backends.ts';

const engines: WasmEngine[] = [];

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
  engines.push(wasmEngine({ strict: true }));
  engines.push(await startWasmEngine({ workers: 2, strict: true }));
});

afterAll(() => {
  for (const engine of engines) engine.dispose();
});

type Fn = (...xs: tf.Tensor[]) => tf.Tensor[];

/** What a function gives as a plan, and the kernels of the plan. */
function run(engine: WasmEngine, f: Fn, inputs: readonly tf.Tensor[]) {
  const compiled = engine.compile(f);
  const results = compiled(...inputs).map((y) => [...y.dataSync()]);
  const kernels =
    engine
      .plans()
      .at(-1)
      ?.tasks.flatMap((task) => task.kernels) ?? [];
  compiled.dispose();
  return { results, kernels };
}

/** Like `f`, but somebody reads what lies in between, so that nothing can be fused. */
type Layer = (...xs: tf.Tensor[]) => readonly [y: tf.Tensor, ...between: tf.Tensor[]];

/** The loss and the gradients; with `isOpen`, what lies between is a result, too. */
const training =
  (layer: Layer, isOpen: boolean): Fn =>
  (...xs) => {
    let between: readonly tf.Tensor[] = [];
    const { value, grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
      const [y, ...rest] = layer(...inputs);
      between = rest.map((each) => tf.keep(each));
      return tf.sum(tf.square(y));
    })(xs);
    return [value, ...grads, ...(isOpen ? between : [])];
  };

const inference =
  (layer: Layer, isOpen: boolean): Fn =>
  (...xs) => {
    const [y, ...between] = layer(...xs);
    return [y, ...(isOpen ? between : [])];
  };

const convolution =
  (activation: (x: tf.Tensor) => tf.Tensor): Layer =>
  (x, w, b) => {
    const sums = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
    const total = tf.add(sums, b);
    return [activation(total), sums, total];
  };

const dense =
  (activation: (x: tf.Tensor) => tf.Tensor): Layer =>
  (x, w, b) => {
    const [batch = 1, steps = 1, size = 1] = x.shape;
    const sums = tf.matMul(tf.reshape(x, [batch * steps, size]), w);
    const total = tf.add(b, tf.reshape(sums, [batch, steps, -1]));
    return [activation(total), sums, total];
  };

const images = [[3, 9, 9, 3], [3, 3, 3, 9], [9]];
const sequences = [[4, 7, 20], [20, 13], [13]];

const linear = (x: tf.Tensor) => tf.clone(x);

test.each([
  ['a convolution, bias and relu, differentiated', training, convolution(tf.relu), images],
  ['a convolution, bias and relu', inference, convolution(tf.relu), images],
  ['a convolution, bias and relu6', inference, convolution(tf.relu6), images],
  ['a convolution and bias, differentiated', training, convolution(linear), images],
  ['a product, bias and relu, differentiated', training, dense(tf.relu), sequences],
  ['a product, bias and relu6', inference, dense(tf.relu6), sequences],
  ['a product and bias', inference, dense(linear), sequences],
] as const)('%s become one, and the bits stay', (_, how, layer, shapes) => {
  tf.tidy(() => {
    const inputs = shapes.map((shape, i) => toTensor(random(shape, i + 1)));
    for (const engine of engines) {
      const { results, kernels } = run(engine, how(layer, false), inputs);
      const apart = run(engine, how(layer, true), inputs);
      for (const kernel of ['add', 'relu', 'relu6']) expect(kernels).not.toContain(kernel);
      expect(apart.kernels).toContain('add');
      expect(results).toEqual(apart.results.slice(0, results.length));
    }
  });
});

test('NaN and infinity stay where they are', () => {
  tf.tidy(() => {
    const [x, w, b] = sequences.map((shape, i) => {
      const { values } = random(shape, i + 1);
      const broken = values.map((v, at) => (at % 31 === 5 ? Number.NaN : at % 37 === 7 ? 1e39 : v));
      return toTensor({ shape, values: i === 0 ? broken : values });
    });
    const [engine] = engines as [WasmEngine];
    const inputs = [x, w, b] as tf.Tensor[];
    const { results } = run(engine, training(dense(tf.relu), false), inputs);
    const apart = run(engine, training(dense(tf.relu), true), inputs);
    expect(results[1]).toContainEqual(Number.NaN);
    expect(results).toEqual(apart.results.slice(0, results.length));
  });
});

describe('what stays apart:', () => {
  const [x, w] = [random([2, 6, 6, 3], 1), random([3, 3, 3, 4], 2)];
  const kernelsOf = (f: Fn, ...inputs: readonly tf.Tensor[]) =>
    run(engines[0] as WasmEngine, f, [toTensor(x), toTensor(w), ...inputs]).kernels;
  const convolve = (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');

  test.each([[[6, 6, 4]], [[6, 1]], [[1]], [[2, 6, 6, 4]]])('a bias of %j', (shape) => {
    const f: Fn = (x, w, b) => [tf.add(convolve(x, w), b)];
    expect(kernelsOf(f, toTensor(random(shape, 3)))).toContain('add');
  });

  test('sums that are read twice', () => {
    const f: Fn = (x, w, b) => {
      const sums = convolve(x, w);
      return [tf.mul(tf.add(sums, b), sums)];
    };
    expect(kernelsOf(f, toTensor(random([4], 3)))).toContain('add');
  });

  test('sums that are added to themselves', () => {
    const f: Fn = (x, w) => {
      const sums = tf.matMul(x, w);
      return [tf.add(sums, sums)];
    };
    const inputs = [toTensor(random([1, 9], 1)), toTensor(random([9, 4], 2))];
    expect(run(engines[0] as WasmEngine, f, inputs).kernels).toContain('add');
  });

  test('relu6 that is differentiated: its gradient reads what lies before', () => {
    const f = training((x, w) => [tf.relu6(convolve(x, w))], false);
    expect(kernelsOf(f)).toContain('relu6');
  });

  test('relu of sums that something else reads', () => {
    const f: Fn = (x, w) => {
      const sums = convolve(x, w);
      return [tf.relu(sums), tf.exp(sums)];
    };
    expect(kernelsOf(f)).toContain('relu');
  });
});
