import '@tensorflow/tfjs-backend-cpu';
import { cast, greater, ones, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../../src/apply.ts';
import { chain } from '../../src/combinators/chain.ts';
import type { Bindings } from '../../src/contract/evaluate.ts';
import * as elementary from '../../src/elementary/index.ts';
import { initialize } from '../../src/initialize.ts';
import { fromManifest } from '../../src/manifest/from-manifest.ts';
import { toManifest } from '../../src/manifest/to-manifest.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { predict } from '../../src/predict.ts';
import { createRandom } from '../../src/random.ts';
import { createRegistry } from '../../src/registry.ts';
import { disposeVariables } from '../../src/variables.ts';
import { errorOf } from '../support/errors.ts';
import { expectNoLeak } from '../support/leaks.ts';

interface Case {
  readonly particle: AnyParticle;
  /** The shape of each input. */
  readonly x: Readonly<Record<string, readonly number[]>>;
  readonly y: readonly number[];
  readonly bindings?: Bindings;
  readonly dtype?: 'float32' | 'int32' | 'bool';
  readonly outputDtype?: string;
}

const e = elementary;
const image = { x: [2, 4, 5, 3] };
const elementwise = (particle: AnyParticle): Case => ({ particle, x: image, y: image.x });

const cases: readonly Case[] = [
  { particle: e.dense({ units: 6 }), x: { x: [4, 3] }, y: [4, 6], bindings: { in: 3 } },
  {
    particle: e.dense({ units: 6, activation: 'relu', meaning: 'embedding' }),
    x: { x: [3] },
    y: [6],
    bindings: { in: 3 },
  },
  {
    particle: e.dense({ units: 2, useBias: false, activation: 'tanh' }),
    x: { x: [2, 3, 4] },
    y: [2, 3, 2],
    bindings: { in: 4 },
  },
  ...e.activationNames.map((type) => elementwise(e.activation({ type }))),
  elementwise(e.relu()),
  elementwise(e.relu6()),
  elementwise(e.leakyRelu({ negativeSlope: 0.1 })),
  elementwise(e.elu({ alpha: 2 })),
  elementwise(e.selu()),
  elementwise(e.gelu()),
  elementwise(e.gelu({ approximate: true })),
  elementwise(e.silu()),
  elementwise(e.tanh()),
  elementwise(e.sigmoid()),
  elementwise(e.softplus()),
  elementwise(e.softsign()),
  elementwise(e.hardSigmoid()),
  elementwise(e.hardSwish()),
  elementwise(e.mish()),
  elementwise(e.exponential()),
  elementwise(e.softmax()),
  elementwise(e.identity()),
  elementwise(e.dropout(0.4)),
  elementwise(e.dropout({ rate: 0 })),
  elementwise(e.rescale(1 / 255)),
  elementwise(e.rescale(2, -1)),
  elementwise(e.rescale({ scale: 3, offset: 1, name: 'triple' })),
  elementwise(e.rescale({ from: [0, 255], to: [-1, 1] })),
  { particle: e.rescale(0.5), x: image, y: image.x, dtype: 'int32' },
  { ...elementwise(e.batchNormalization()), bindings: { channels: 3 } },
  {
    particle: e.batchNormalization({ center: false }),
    x: { x: [5, 3] },
    y: [5, 3],
    bindings: { channels: 3 },
  },
  { ...elementwise(e.layerNormalization({ scale: false })), bindings: { features: 3 } },
  { particle: e.flatten(), x: image, y: [2, 60] },
  { particle: e.flatten(), x: { x: [2] }, y: [2, 1] },
  { particle: e.reshape({ shape: [5, 12] }), x: image, y: [2, 5, 12] },
  { particle: e.reshape({ shape: [2, -1, 3] }), x: image, y: [2, 2, 10, 3] },
  { particle: e.reshape({ shape: [] }), x: { x: [3, 1] }, y: [3] },
  { particle: e.oneHot({ classes: 4 }), x: { x: [2, 3] }, y: [2, 3, 4], dtype: 'int32' },
  { particle: e.cast('int32'), x: image, y: image.x, outputDtype: 'int32' },
  { particle: e.cast({ dtype: 'bool' }), x: image, y: image.x, outputDtype: 'bool' },
  { particle: e.cast('float32'), x: image, y: image.x, dtype: 'bool' },
  { particle: e.concatenate(), x: { a: [2, 3, 4], b: [2, 3, 1] }, y: [2, 3, 5] },
  {
    particle: e.concatenate({ inputs: ['p', 'q', 'r'], axis: 1 }),
    x: { p: [2, 3, 4], q: [2, 1, 4], r: [2, 2, 4] },
    y: [2, 6, 4],
  },
  ...([-2, -3, 2, 3] as const).map((axis): Case => {
    const y: [number, number, number, number] = [2, 2, 2, 2];
    y[axis < 0 ? axis + 4 : axis] = 4;
    return { particle: e.concatenate({ axis }), x: { a: [2, 2, 2, 2], b: [2, 2, 2, 2] }, y };
  }),
  {
    particle: e.input({
      shape: ['batch', 3],
      dtype: 'float32',
      range: [0, 1],
      layout: 'NC',
      meaning: 'image',
    }),
    x: { x: [5, 3] },
    y: [5, 3],
  },
];

const named = cases.map(
  (one) => [`${one.particle.name} ${JSON.stringify(one.particle.config)}`, one] as const,
);

/** Values from 0 to 1, so that they fit every range; of whole numbers for int32. */
const inputsOf = ({ x, dtype = 'float32' }: Case): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(x).map(([port, shape]) => {
      const random = createRandom(3).split(port).uniform(shape);
      return [port, dtype === 'float32' ? random : cast(greater(random, 0.5), dtype)];
    }),
  );

const registry = createRegistry(elementary.elementaryKinds);

describe.each(named)('%s', (_name, one) => {
  const { particle, y, bindings = {} } = one;

  it('is the same after a round through JSON', () => {
    const manifest = toManifest(particle);
    const copy = fromManifest(JSON.parse(JSON.stringify(manifest)), registry);
    const { run: _run, ...contract } = particle;
    const { run: _copied, ...copied } = copy;
    expect(copied).toEqual(contract);
    expect(toManifest(copy)).toEqual(manifest);
  });

  it.each([false, true])('gives what its contract promises, training: %s', (training) => {
    const variables = initialize(particle, { seed: 1, bindings });
    const { outputs, state } = apply(particle, variables, inputsOf(one), { training, seed: 2 });
    const output = outputs['y'] as Tensor;
    expect(output.shape).toEqual(y);
    expect(output.dtype).toBe(one.outputDtype ?? 'float32');
    expect(Object.keys(state)).toEqual(training ? Object.keys(particle.state) : []);
    expect([...output.dataSync()].every(Number.isFinite)).toBe(true);
  });

  it('repeats itself for the same seed', () => {
    const variables = initialize(particle, { seed: 1, bindings });
    const inputs = inputsOf(one);
    const values = () =>
      (
        apply(particle, variables, inputs, { training: true, seed: 2 }).outputs['y'] as Tensor
      ).dataSync();
    expect(values()).toEqual(values());
  });

  it('can be part of a composition', () => {
    if (Object.keys(particle.input).length > 1) return;
    const composed = chain([particle, e.identity({ name: 'after' })]);
    const variables = initialize(composed, { seed: 1, bindings });
    const { outputs } = apply(composed, variables, { x: inputsOf(one)['x']! });
    expect((outputs['y'] as Tensor).shape).toEqual(y);
  });

  it('leaves no tensors behind', () => {
    const inputs = inputsOf(one);
    return expectNoLeak(() => {
      const variables = initialize(particle, { seed: 1, bindings });
      const { outputs, state } = apply(particle, variables, inputs, { training: true });
      for (const tensor of [...Object.values(outputs), ...Object.values(state)])
        (tensor as Tensor).dispose();
      disposeVariables(variables);
    });
  });
});

describe('elementary particles', () => {
  it('are all in the table', () => {
    const tested = new Set([
      ...cases.map(({ particle }) => particle.kind),
      'combinator-core/decodeLabels@1',
    ]);
    expect([...tested].sort()).toEqual([...registry.kinds]);
  });

  it.each(registry.kinds)('%s refuses an option that it does not have', async (kind) => {
    const name = kind.slice(kind.indexOf('/') + 1, -2);
    const factory = (elementary as unknown as Record<string, (options: object) => unknown>)[name]!;
    const error = await errorOf(() => factory({ unit: 3 }), 'option-unknown');
    expect(error.summary).toContain('unit');
  });

  it.each<[string, () => unknown]>([
    ['units that are no positive integer', () => e.dense({ units: 0 })],
    [
      'an activation that there is not',
      () => e.dense({ units: 1, activation: 'softmax' as 'relu' }),
    ],
    [
      'an initializer that there is not',
      () => e.dense({ units: 1, kernelInitializer: 'glorot' as 'zeros' }),
    ],
    ['a rate of 1', () => e.dropout(1)],
    ['a momentum of 1', () => e.batchNormalization({ momentum: 1 })],
    ['an epsilon of 0', () => e.layerNormalization({ epsilon: 0 })],
    ['a range the wrong way round', () => e.rescale({ from: [1, 0], to: [0, 1] })],
    ['an infinite factor', () => e.rescale(Infinity)],
    ['two open sizes', () => e.reshape({ shape: [-1, -1] })],
    ['a size of 0', () => e.reshape({ shape: [0] })],
    ['no labels', () => e.decodeLabels({ labels: [] })],
    ['equal labels', () => e.decodeLabels({ labels: ['a', 'a'] })],
    ['one port to join', () => e.concatenate({ inputs: ['a'] })],
    ['equal ports to join', () => e.concatenate({ inputs: ['a', 'a'] })],
    ['the batch as the axis to join along', () => e.concatenate({ axis: 0 as 1 })],
    ['an element type that there is not', () => e.cast('float64' as 'float32')],
    ['a shape that is none', () => e.input({ shape: [1.5], dtype: 'float32' })],
    ['options that are no object', () => e.relu(null as unknown as object)],
  ])('refuse %s', async (_what, make) => {
    await errorOf(make, 'option-invalid');
  });

  it('refuse names that cannot be part of a path', async () => {
    await errorOf(() => e.relu({ name: 'a/b' }), 'name-invalid');
  });
});

describe('dropout', () => {
  const x = ones([100, 100]);

  it('keeps the expectation and drops the given share', () => {
    const y = apply(e.dropout(0.3), {}, { x }, { training: true, seed: 4 }).outputs.y.dataSync();
    const zeros = y.filter((value) => value === 0).length;
    expect(zeros / y.length).toBeCloseTo(0.3, 1);
    expect(y.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true);
  });

  it('does nothing outside of training, and shares no tensor with its input', () => {
    const { y } = apply(e.dropout(0.3), {}, { x }).outputs;
    y.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('drops other values in another place and step', () => {
    const two = chain([e.dropout({ rate: 0.5, name: 'a' }), e.dropout({ rate: 0.5, name: 'b' })]);
    const kept = apply(two, {}, { x }, { training: true, seed: 1 }).outputs['y'] as Tensor;
    const share = kept.dataSync().filter((value) => value > 0).length / x.size;
    expect(share).toBeCloseTo(0.25, 1);
    const masks = [1, 2].map((seed) => [
      ...apply(e.dropout(0.5), {}, { x }, { training: true, seed }).outputs.y.dataSync(),
    ]);
    expect(masks[0]).not.toEqual(masks[1]);
  });
});

describe('values', () => {
  const values = (particle: AnyParticle, x: Tensor): number[] => [
    ...(apply(particle, {}, { x }).outputs['y'] as Tensor).dataSync(),
  ];

  it('rescale maps the ends of a range to those of the other', () => {
    const x = tensor([0, 255, 127.5]);
    values(e.rescale({ from: [0, 255], to: [-1, 1] }), x).forEach((value, i) =>
      expect(value).toBeCloseTo([-1, 1, 0][i]!, 6),
    );
  });

  it('oneHot puts a one at the index, and only zeros for one out of bounds', () => {
    expect(values(e.oneHot({ classes: 3 }), tensor([2, 0, 3], [3], 'int32'))).toEqual([
      0, 0, 1, 1, 0, 0, 0, 0, 0,
    ]);
  });

  it('cast cuts fractions off towards 0', () => {
    expect(values(e.cast('int32'), tensor([1.7, -1.7]))).toEqual([1, -1]);
  });

  it('cast takes everything but 0 for true', () => {
    expect(values(e.cast('bool'), tensor([0, 0.5, -2]))).toEqual([0, 1, 1]);
  });

  it('softmax survives large logits', () => {
    expect(values(e.softmax(), tensor([[1000, 1000]]))).toEqual([0.5, 0.5]);
  });

  it('decodeLabels names the most probable class, the first of several', async () => {
    const particle = e.decodeLabels({ labels: ['a', 'b', 'c'] });
    const x = tensor([
      [0.25, 0.5, 0.25],
      [0.5, 0, 0.5],
    ]);
    expect(await predict(particle, {}, x)).toEqual([
      { label: 'b', score: 0.5 },
      { label: 'a', score: 0.5 },
    ]);
    await errorOf(() => predict(particle, {}, tensor([[0.5, 0.5]])), 'axis-mismatch');
  });
});
