import type { ConformanceOptions, Example } from '@sora-particles/particle-testkit';
import { add as addTensors } from '@tensorflow/tfjs-core';
import * as core from '@sora-particles/combinator-core';
import * as e from '@sora-particles/combinator-core/elementary';

/** One particle of every elementary kind, and more where options change what is computed. */
const elementary: readonly (core.AnyParticle | Example)[] = [
  e.dense({ units: 3 }),
  e.dense({ units: 2, useBias: false, activation: 'tanh', name: 'head', meaning: 'embedding' }),
  ...e.activationNames.map((type) => ({
    particle: e.activation({ type }),
    title: `activation ${type}`,
  })),
  e.elu({ alpha: 2 }),
  e.exponential(),
  e.gelu({ approximate: true }),
  e.hardSigmoid(),
  e.hardSwish(),
  e.leakyRelu({ negativeSlope: 0.1 }),
  e.mish(),
  e.relu(),
  e.relu6(),
  e.selu(),
  e.sigmoid(),
  e.silu(),
  e.softmax(),
  e.softplus(),
  e.softsign(),
  e.tanh(),
  e.batchNormalization(),
  e.batchNormalization({ center: false, scale: false, momentum: 0.5, name: 'plain' }),
  e.layerNormalization(),
  e.cast('int32'),
  e.cast({ dtype: 'float32', name: 'toFloat' }),
  e.concatenate(),
  e.concatenate({ inputs: ['p', 'q', 'r'], axis: 1, name: 'columns' }),
  e.decodeLabels({ labels: ['cat', 'dog', 'eel'] }),
  e.dropout(0.4),
  e.dropout({ rate: 0, name: 'keepAll' }),
  e.flatten(),
  e.identity(),
  e.input({
    shape: ['batch', 3],
    dtype: 'float32',
    range: [0, 1],
    layout: 'NC',
    meaning: 'features',
  }),
  e.input({ value: 'text', shape: ['batch'], name: 'sentences' }),
  e.input({ value: 'record', fields: { age: 'number', city: 'string' }, name: 'person' }),
  e.oneHot({ classes: 4 }),
  e.rescale(1 / 255),
  e.rescale({ from: [0, 255], to: [-1, 1], name: 'centred' }),
  e.reshape({ shape: [2, -1] }),
  e.reshape({ shape: [3, 2], name: 'matrix' }),
];

const runningSum = core.defineParticle({
  kind: 'test/runningSum@1',
  name: 'runningSum',
  input: {
    x: { shape: ['batch', 'features'], dtype: 'float32' },
    total: { shape: ['batch', 'features'], dtype: 'float32' },
  },
  output: {
    y: { shape: ['batch', 'features'], dtype: 'float32' },
    total: { shape: ['batch', 'features'], dtype: 'float32' },
  },
  run: (_context, { x, total }) => {
    const next = addTensors(x, total);
    return { outputs: { y: next, total: next } };
  },
});

const block = core.compose(e.dense({ units: 4 })).to(e.tanh());

/** One combination of every kind. */
const combinations: readonly (core.AnyParticle | Example)[] = [
  core.add(),
  core.average({ inputs: ['p', 'q', 'r'] }),
  core.multiply(),
  core.branch({ deep: e.dense({ units: 3 }), wide: e.dense({ units: 2 }) }),
  core.parallel({ left: e.dense({ units: 3 }), right: e.softmax() }),
  { particle: block, title: 'chain' },
  {
    particle: core
      .compose(e.input({ shape: ['batch', 3], dtype: 'float32' }))
      .to(e.dense({ units: 4 }))
      .to(e.batchNormalization())
      .to(e.dropout(0.5))
      .to(e.dense({ units: 2, meaning: 'logits' }))
      .to(e.softmax())
      .to(e.decodeLabels({ labels: ['left', 'right'] })),
    title: 'chain from numbers to labels',
  },
  core.freeze(core.rename('frozenBlock', block)),
  core.freeze(e.batchNormalization()),
  core.rename('renamed', block),
  core
    .graph({ x: { shape: ['batch', 4], dtype: 'float32' } })
    .node('hidden', e.dense({ units: 4 }), { x: 'x' })
    .node('active', e.tanh(), { x: 'hidden' })
    .node('sum', core.add(), { a: 'active', b: 'x' })
    .output({ y: 'sum' }),
  core.perItem(e.layerNormalization()),
  core.perItem(e.dropout(0.5), { name: 'dropEach' }),
  core.repeat(core.residual(block), 2),
  core.residual(block),
  core.scan(runningSum),
  core.scan(runningSum, { reverse: true, name: 'backwards' }),
];

/** Every kind of this package, for the conformance kit. */
export const conformance: ConformanceOptions = {
  kinds: [
    ...e.elementaryKinds,
    ...core.combinatorKinds,
    core.leafKind('test/runningSum@1', () => runningSum),
  ],
  examples: [...elementary, ...combinations],
};
