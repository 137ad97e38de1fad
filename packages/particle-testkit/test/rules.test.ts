import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { ParticleError, type AnyParticle } from '@sora-particles/combinator-core';
import * as tf from '@tensorflow/tfjs-core';
import { breaches, KIND, probe, probeKind, type Probe } from './support/probe.ts';

type Extras = Parameters<typeof breaches>[1];

/** A particle that breaks a rule, with a part of the message. */
interface Broken {
  readonly title: string;
  readonly rule: string;
  readonly says: RegExp;
  readonly probe?: Probe;
  /** In place of a probe. */
  readonly particle?: AnyParticle;
  readonly extras?: Extras;
}

const double = (x: tf.Tensor): tf.Tensor => tf.mul(x, 2);
const weight = { shape: ['features'], initializer: 'ones' } as const;
const anyShape = { shape: ['...shape'], dtype: 'float32' } as const;
const rows = { shape: ['batch', 'features'], dtype: 'float32' } as const;
const bytes = { value: 'bytes' } as const;
let calls = 0;

const broken: readonly Broken[] = [
  {
    title: 'a port in capitals',
    rule: 'naming',
    says: /a port does not follow the rules/,
    probe: {
      input: { x: { shape: ['batch'], dtype: 'float32' } },
      output: { Y_1: { shape: ['batch'], dtype: 'float32' } },
      run: (x) => ({ outputs: { Y_1: double(x) } }),
    },
  },
  {
    title: 'a name that its kind passes over',
    rule: 'naming',
    says: /a name of its own/,
    probe: { run: double },
    extras: { kinds: [probeKind(() => probe({ run: double }))] },
  },
  {
    title: 'a kind that the package does not export',
    rule: 'naming',
    says: /one of the kinds that the package exports/,
    probe: { run: double },
    extras: { kinds: [] },
  },
  {
    title: 'a description that can be changed',
    rule: 'frozen',
    says: /the particle itself/,
    particle: { ...probe({ run: double }) },
  },
  {
    title: 'a part of the description that can be changed',
    rule: 'frozen',
    says: /config\.deep/,
    particle: Object.freeze({ ...probe({ run: double }), config: Object.freeze({ deep: {} }) }),
  },
  {
    title: 'an option that is missing in its configuration',
    rule: 'manifest',
    says: /computes something else/,
    probe: { run: (x) => tf.mul(x, 3) },
    extras: { kinds: [probeKind((_config, name) => probe({ name, run: double }))] },
  },
  {
    title: 'another contract when made again',
    rule: 'manifest',
    says: /another one[^]*output\.y\.shape/,
    probe: { run: double },
    extras: {
      kinds: [
        probeKind((_config, name) => probe({ name, output: { y: { shape: [] } }, run: double })),
      ],
    },
  },
  {
    title: 'an unknown option that is passed over',
    rule: 'options',
    says: /an unknown option is passed over/,
    probe: { run: double },
    extras: {
      kinds: [{ kind: KIND, create: (_config, _children, name) => probe({ name, run: double }) }],
    },
  },
  {
    title: 'a wrong option that leads to a TypeError',
    rule: 'options',
    says: /'factor' leads to an error that is no ParticleError/,
    probe: { config: { factor: 2 }, run: double },
    extras: {
      kinds: [
        {
          kind: KIND,
          create(config, _children, name) {
            (config['factor'] as number).toFixed();
            if (Object.keys(config).length === 1) return probe({ name, config, run: double });
            throw new ParticleError({ code: 'option-unknown', summary: 'unknown' });
          },
        },
      ],
    },
  },
  {
    title: 'an output of another shape',
    rule: 'contract',
    says: /axis 1: needs/,
    probe: { run: (x) => tf.concat([x, x], 1) },
  },
  {
    title: 'an output of another element type',
    rule: 'contract',
    says: /found: +int32/,
    probe: { run: (x) => tf.cast(x, 'int32') },
  },
  {
    title: 'an output that is not promised',
    rule: 'contract',
    says: /other ports/,
    probe: { run: (x) => ({ outputs: { y: double(x), z: double(x) } }) },
  },
  {
    title: 'a label where a text is promised',
    rule: 'contract',
    says: /expected: text/,
    probe: {
      output: { y: { value: 'text' } },
      traits: { differentiable: false },
      run: () => ({ label: 'a', score: 1 }),
    },
  },
  {
    title: 'an input that the contract accepts and run() does not',
    rule: 'contract',
    says: /run\(\) fails on an input that the contract accepts/,
    probe: { input: { x: anyShape }, output: { y: anyShape }, run: (x) => tf.transpose(x, [1, 0]) },
  },
  {
    title: 'a range that is left',
    rule: 'range',
    says: /leaves the range[^]*expected: \[0, 1\]/,
    probe: {
      input: { x: { ...anyShape, range: [0, 1] } },
      output: { y: { ...anyShape, range: [0, 1] } },
      run: (x) => tf.mul(x, 1.1),
    },
  },
  {
    title: 'a range that large numbers turn into NaN',
    rule: 'range',
    says: /found: +NaN/,
    probe: {
      input: { x: anyShape },
      output: { y: { ...anyShape, range: [0, 1] } },
      run: (x) => tf.div(tf.exp(x), tf.add(tf.exp(x), 1)),
    },
  },
  {
    title: 'a wrong input that leads to an error of TensorFlow.js',
    rule: 'inputs',
    says: /one more axis for 'x' leads to an error that is no ParticleError/,
    probe: {
      input: { x: anyShape },
      output: { y: anyShape },
      run: (x) => tf.transpose(tf.transpose(x, [1, 0]), [1, 0]),
    },
    extras: { inputs: (random) => ({ x: random.uniform([2, 3]) }) },
  },
  {
    title: 'tensors that are left behind by an error',
    rule: 'inputs',
    says: /no bytes for 'x' leaves tensors behind/,
    probe: {
      input: { x: bytes },
      output: { y: { shape: [null], dtype: 'float32' } },
      traits: { host: true, differentiable: false },
      run: (x) => {
        const values = tf.tensor1d(x as unknown as Uint8Array);
        if (values.size > 0) return tf.cast(values, 'float32');
        throw new ParticleError({ code: 'decode-failed', summary: 'nothing to decode' });
      },
    },
  },
  {
    title: 'an input that is changed',
    rule: 'purity',
    says: /run\(\) changes what it is given[^]*inputs\.x/,
    probe: {
      run: (x) => {
        const values = x.dataSync();
        values[0] = (values[0] ?? 0) + 1;
        return double(x);
      },
    },
  },
  {
    title: 'an input that is disposed of',
    rule: 'purity',
    says: /disposes of its inputs/,
    probe: {
      run: (x) => {
        const y = double(x);
        x.dispose();
        return y;
      },
    },
  },
  {
    title: 'a weight that is disposed of',
    rule: 'purity',
    says: /disposes of its weights/,
    probe: {
      params: { kernel: weight },
      run: (x, { params }) => {
        const y = tf.mul(x, params['kernel']!);
        params['kernel']!.dispose();
        return y;
      },
    },
  },
  {
    title: 'something kept from run to run',
    rule: 'determinism',
    says: /two runs with the same arguments and seed differ/,
    probe: { run: (x) => tf.mul(x, ++calls) },
  },
  {
    title: 'random numbers that the traits do not tell of',
    rule: 'determinism',
    says: /do not say needsSeed/,
    probe: {
      run: (x, { context: { training, random } }) =>
        training ? tf.mul(x, random.split('a').uniform(x.shape)) : x,
    },
  },
  {
    title: 'random numbers outside of training',
    rule: 'determinism',
    says: /outside of training/,
    probe: {
      traits: { needsSeed: true },
      run: (x, { context: { random } }) => tf.mul(x, random.next()),
    },
  },
  {
    title: 'random numbers that do not matter',
    rule: 'determinism',
    says: /all seeds give the same/,
    probe: { traits: { needsSeed: true }, run: double },
  },
  {
    title: 'state that changes outside of training',
    rule: 'state',
    says: /outside of training/,
    probe: {
      state: { total: weight },
      run: (x, { state }) => ({
        outputs: { y: double(x) },
        state: { total: tf.add(state['total']!, 1) },
      }),
    },
  },
  {
    title: 'state of another shape',
    rule: 'state',
    says: /another shape or element type/,
    probe: {
      state: { total: weight },
      run: (x, { context }) => ({
        outputs: { y: double(x) },
        ...(context.training && { state: { total: tf.scalar(1) } }),
      }),
    },
  },
  {
    title: 'state that nobody knows',
    rule: 'state',
    says: /which the particle does not have/,
    probe: {
      run: (x, { context }) => ({
        outputs: { y: double(x) },
        ...(context.training && { state: { total: tf.scalar(1) } }),
      }),
    },
  },
  {
    title: 'a tensor that is kept',
    rule: 'memory',
    says: /run\(\) leaves tensors behind/,
    probe: { run: (x) => tf.mul(x, tf.keep(tf.scalar(2))) },
  },
  {
    title: 'a tensor that a host particle does not release',
    rule: 'memory',
    says: /host particles release what they make/,
    probe: {
      traits: { host: true },
      run: (x) => Promise.resolve({ outputs: { y: tf.add(x, tf.scalar(2)) } }),
    },
  },
  {
    title: 'a batch that is centred as a whole',
    rule: 'batch',
    says: /of item 0 depends on the other items/,
    probe: { run: (x) => tf.sub(x, tf.mean(x, 0)) },
  },
  {
    title: 'a wrong gradient',
    rule: 'gradient',
    says: /the gradient by input 'x' is wrong/,
    probe: {
      run: (x) =>
        tf.customGrad((a: unknown) => ({
          value: tf.square(a as tf.Tensor),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, a as tf.Tensor),
        }))(x),
    },
  },
  {
    title: 'a wrong gradient by a weight, while training only',
    rule: 'gradient',
    says: /the gradient by weight 'kernel' is wrong while training/,
    probe: {
      params: { kernel: weight },
      run: (x, { params, context }) => {
        const kernel = params['kernel']!;
        if (!context.training) return tf.mul(x, kernel);
        const halved = tf.customGrad((a: unknown) => ({
          value: (a as tf.Tensor).clone(),
          gradFunc: (dy: tf.Tensor) => tf.div(dy, 2),
        }));
        return tf.mul(x, halved(kernel));
      },
    },
  },
  {
    title: 'no gradient at all',
    rule: 'gradient',
    says: /no gradient flows/,
    probe: { run: (x) => tf.tensor(x.dataSync(), x.shape) },
  },
  {
    title: 'an asynchronous run that the traits do not tell of',
    rule: 'traits',
    says: /asynchronous/,
    probe: { run: (x) => Promise.resolve({ outputs: { y: x.clone() } }) },
  },
  {
    title: 'a gradient through a text',
    rule: 'traits',
    says: /no gradient passes a value that is no tensor/,
    probe: { output: { y: { value: 'text' } }, run: () => 'text' },
  },
  {
    title: 'a particle that poses as a chain',
    rule: 'closure',
    says: /does not work within chain\(\)/,
    particle: Object.freeze({
      ...probe({ run: double }),
      kind: 'combinator-core/chain@1',
      name: 'chain',
    }),
    extras: { kinds: [] },
  },
  {
    title: 'an empty batch that becomes another element type',
    rule: 'contract',
    says: /found: +int32/,
    probe: { run: (x) => (x.size === 0 ? tf.cast(x, 'int32') : double(x)) },
  },
  {
    title: 'an empty batch that the kernels refuse',
    rule: 'contract',
    says: /run\(\) fails on an input[^]*"batch":0/,
    probe: { run: (x) => tf.reshape(tf.reshape(x, [x.shape[0], 1, -1]), [-1, x.shape[1]!]) },
  },
  {
    title: 'a range that is left at its end only',
    rule: 'range',
    says: /leaves the range[^]*found: +2/,
    probe: {
      input: { x: { ...rows, range: [0, 1] } },
      output: { y: { ...rows, range: [0, 1] } },
      run: (x) => tf.where(tf.equal(tf.min(x), 1), tf.mul(x, 2), x),
    },
  },
  {
    title: 'a gradient that is wrong in one number',
    rule: 'gradient',
    says: /the gradient by input 'x' is wrong/,
    probe: {
      run: (x) =>
        tf.customGrad((a: unknown) => ({
          value: tf.mul(a as tf.Tensor, 2),
          gradFunc: (dy: tf.Tensor) => {
            const first = tf.oneHot(tf.tensor1d([0], 'int32'), dy.size);
            return tf.mul(dy, tf.sub(2, tf.reshape(tf.cast(first, 'float32'), dy.shape)));
          },
        }))(x),
    },
  },
  {
    title: 'a tensor that is kept while training only',
    rule: 'memory',
    says: /run\(\) leaves tensors behind/,
    probe: {
      run: (x, { context: { training } }) => {
        const two = tf.scalar(2);
        return tf.mul(x, training ? tf.keep(two) : two);
      },
    },
  },
  {
    title: 'a weight that is lost in its manifest',
    rule: 'manifest',
    says: /another one[^]*params/,
    probe: {
      params: { kernel: weight },
      run: (x, { params }) => tf.mul(x, params['kernel']!),
    },
    extras: { kinds: [probeKind((_config, name) => probe({ name, run: double }))] },
  },
  {
    title: 'another formula on another backend',
    rule: 'backends',
    says: /something else on 'wasm' than on 'cpu'[^]*y\.values\.0/,
    probe: { run: (x) => tf.mul(x, tf.getBackend() === 'wasm' ? 2.01 : 2) },
  },
  {
    title: 'another gradient on another backend',
    rule: 'backends',
    says: /something else on 'wasm' than on 'cpu'[^]*input 'x'/,
    probe: {
      run: (x) =>
        tf.customGrad((a: unknown) => ({
          value: tf.mul(a as tf.Tensor, 2),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.getBackend() === 'wasm' ? 3 : 2),
        }))(x),
    },
  },
  {
    title: 'a kernel that a backend does not have',
    rule: 'backends',
    says: /run\(\) fails on the backend 'wasm'/,
    probe: {
      traits: { differentiable: false },
      run: (x) => tf.unsortedSegmentSum(x, tf.range(0, x.shape[0], 1, 'int32'), x.shape[0]),
    },
  },
  {
    title: 'outputs that are larger than their contract',
    rule: 'cost',
    says: /outputs take other bytes/,
    probe: { run: (x) => tf.concat([x, x], 1) },
  },
  {
    title: 'operations that are not counted for all axes',
    rule: 'cost',
    says: /not what the kernels compute[^]*found: +2/,
    probe: {
      flops: 2,
      params: { kernel: { shape: ['features', 'features'], initializer: 'ones' } },
      run: (x, { params }) => tf.matMul(x, params['kernel'] as tf.Tensor2D),
    },
  },
  {
    title: 'products without their additions',
    rule: 'cost',
    says: /not what the kernels compute/,
    probe: {
      flops: ['mul', 'batch', 'features', 'features'],
      params: { kernel: { shape: ['features', 'features'], initializer: 'ones' } },
      run: (x, { params }) => tf.matMul(x, params['kernel'] as tf.Tensor2D),
    },
  },
  {
    title: 'far more operations than there are',
    rule: 'cost',
    says: /not what the kernels compute/,
    probe: { flops: ['mul', 1000, 'batch', 'features'], run: double },
  },
  {
    title: 'a gradient that changes what others are given',
    rule: 'within',
    says: /within residual\(\) the rule 'gradient' is broken/,
    probe: {
      run: (x) =>
        tf.customGrad((a: unknown) => ({
          value: tf.mul(a as tf.Tensor, 2),
          gradFunc: (dy: tf.Tensor) => {
            const slope = tf.mul(dy, 2);
            dy.dataSync().fill(0);
            return slope;
          },
        }))(x),
    },
  },
];

test.each(broken)(
  '$title breaks the rule `$rule`',
  async ({ rule, says, probe: given, particle, extras }) => {
    const found = await breaches(particle ?? probe(given!), extras);
    expect(found[rule]).toMatch(says);
    expect(found[rule]).toContain('[conformance-failed]');
  },
);

test('each rule has a particle that breaks it', () => {
  const rules = new Set(broken.map(({ rule }) => rule));
  expect([...rules].sort()).toEqual([
    'backends',
    'batch',
    'closure',
    'contract',
    'cost',
    'determinism',
    'frozen',
    'gradient',
    'inputs',
    'manifest',
    'memory',
    'naming',
    'options',
    'purity',
    'range',
    'state',
    'traits',
    'within',
  ]);
});

const good: readonly { readonly title: string; readonly probe: Probe; readonly extras?: Extras }[] =
  [
    { title: 'a plain particle', probe: { run: double } },
    { title: 'one that gives back its input', probe: { run: (x) => x } },
    {
      title: 'one with weights and state',
      probe: {
        params: { kernel: weight },
        state: { count: { shape: [], initializer: 'zeros' } },
        run: (x, { context, params, state }) => ({
          outputs: { y: tf.mul(x, params['kernel']!) },
          ...(context.training && { state: { count: tf.add(state['count']!, 1) } }),
        }),
      },
    },
    {
      title: 'one with kinks',
      probe: { run: (x) => tf.add(tf.relu(x), tf.abs(tf.sub(x, 0.5))) },
    },
    {
      title: 'one that draws while training',
      probe: {
        traits: { needsSeed: true },
        run: (x, { context: { training, random } }) =>
          training ? tf.mul(x, random.uniform(x.shape)) : x,
      },
    },
    {
      title: 'one that works on whole batches, and says so',
      probe: { traits: { batchable: false }, run: (x) => tf.sub(x, tf.mean(x, 0)) },
    },
    {
      title: 'one without a gradient, that says so',
      probe: { traits: { differentiable: false }, run: (x) => tf.tensor(x.dataSync(), x.shape) },
    },
    {
      title: 'a host particle',
      probe: {
        input: { x: { value: 'bytes', meaning: 'image' } },
        output: { y: { shape: [null], dtype: 'float32' } },
        traits: { host: true, differentiable: false },
        run: async (x) => {
          const data = await Promise.resolve(x as unknown as Uint8Array);
          return { outputs: { y: tf.tensor1d(Array.from(data), 'float32') } };
        },
      },
      extras: { inputs: () => ({ x: new Uint8Array([1, 2, 3]) }) },
    },
  ];

test.each(good)('$title keeps all rules', async ({ probe: given, extras }) => {
  const { numTensors } = tf.memory();
  expect(await breaches(probe(given), extras)).toEqual({});
  expect(tf.memory().numTensors).toBe(numTensors);
});
