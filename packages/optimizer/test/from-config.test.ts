import type { Json } from '@sora-particles/combinator-core';
import {
  accuracy,
  adam,
  adamw,
  auc,
  chainTransforms,
  clipByGlobalNorm,
  cosineDecay,
  type Described,
  type DescribedKind,
  f1Score,
  fromConfig,
  huber,
  oneCycle,
  optimizerKinds,
  rmsprop,
  sgd,
  sparseCategoricalCrossEntropy,
  toConfig,
  topKAccuracy,
} from '@sora-particles/optimizer';
import { expectRefusal } from './support/refusal.ts';

const schedule = cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 });

describe('a thing survives storage', () => {
  it.each<[DescribedKind['type'], Described]>([
    ['loss', sparseCategoricalCrossEntropy({ labelSmoothing: 0.1, ignoreClass: 0 })],
    ['loss', huber({ delta: 2, name: 'robust' })],
    ['metric', huber()],
    ['metric', accuracy({ targets: 'binary', threshold: 0.3 })],
    ['metric', topKAccuracy({ k: 3 })],
    ['metric', f1Score({ average: 'macro' })],
    ['metric', auc({ from: 'logits' })],
    ['schedule', schedule],
    ['schedule', oneCycle({ peakLearningRate: 1, totalSteps: 10 })],
    ['transform', adam()],
    ['transform', adam({ learningRate: schedule })],
    ['transform', adamw({ exclude: ['bias'] })],
    ['transform', rmsprop({ learningRate: schedule, centered: true })],
    [
      'transform',
      chainTransforms(
        clipByGlobalNorm({ maxNorm: 1 }),
        chainTransforms(sgd({ learningRate: schedule })),
      ),
    ],
  ])('as a %s', (type, thing) => {
    const stored = JSON.stringify(toConfig(thing));
    const made: Described = fromConfig(type, JSON.parse(stored) as Json, optimizerKinds);
    expect(JSON.stringify(toConfig(made))).toBe(stored);
  });
});

test('a configuration states every option, defaults too', () => {
  expect(toConfig(adam())).toEqual({
    kind: 'optimizer/adam@1',
    config: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  });
});

test('every kind on the list has a name of its own', () => {
  const names = optimizerKinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^optimizer\/[a-z][A-Za-z0-9]*@1$/);
});

test('a third party appends its own kinds, also inside ours', () => {
  const mine: DescribedKind<'schedule'> = {
    type: 'schedule',
    kind: 'mine/flat@1',
    create: () => ({ ...schedule, kind: 'mine/flat@1', config: {} }),
  };
  const stored = {
    kind: 'optimizer/sgd@1',
    config: { learningRate: { kind: 'mine/flat@1', config: {} } },
  };
  const made = fromConfig('transform', stored, [...optimizerKinds, mine]);
  expect(made.config['learningRate']).toEqual({ kind: 'mine/flat@1', config: {} });
});

describe('refuses', () => {
  const adamOf = (config: Json): Json => ({ kind: 'optimizer/adam@1', config });

  it.each<[string, DescribedKind['type'], Json | undefined, string]>([
    ['nothing', 'loss', undefined, 'manifest-invalid'],
    ['null', 'loss', null, 'manifest-invalid'],
    ['a list', 'loss', [], 'manifest-invalid'],
    ['a name alone', 'transform', 'optimizer/adam@1', 'manifest-invalid'],
    ['no configuration', 'transform', { kind: 'optimizer/adam@1' }, 'manifest-invalid'],
    [
      'more than a description',
      'transform',
      { kind: 'optimizer/adam@1', config: {}, x: 1 },
      'manifest-invalid',
    ],
    ['an unknown kind', 'transform', { kind: 'optimizer/magic@1', config: {} }, 'kind-unknown'],
    ['another version', 'transform', { kind: 'optimizer/adam@2', config: {} }, 'kind-unknown'],
    ['a transform as a loss', 'loss', adamOf({}), 'kind-unknown'],
    ['a metric as a loss', 'loss', { kind: 'optimizer/accuracy@1', config: {} }, 'kind-unknown'],
    ['a key of Object', 'transform', { kind: 'constructor', config: {} }, 'kind-unknown'],
    ['an unknown option', 'transform', adamOf({ momentum: 1 }), 'option-unknown'],
    ['a wrong option', 'transform', adamOf({ beta1: '0.9' }), 'option-invalid'],
    ['a learning rate of null', 'transform', adamOf({ learningRate: null }), 'manifest-invalid'],
    [
      'a learning rate of another type',
      'transform',
      adamOf({ learningRate: { kind: 'optimizer/adam@1', config: {} } }),
      'kind-unknown',
    ],
    [
      'a chain of nothing',
      'transform',
      { kind: 'optimizer/chainTransforms@1', config: { transforms: [] } },
      'composition-empty',
    ],
    [
      'a chain without a list',
      'transform',
      { kind: 'optimizer/chainTransforms@1', config: {} },
      'option-invalid',
    ],
  ])('%s', (_, type, description, code) => {
    expectRefusal(() => fromConfig(type, description, optimizerKinds), { code });
  });

  it('chains inside of chains without end', () => {
    let deep = adamOf({});
    for (let level = 0; level < 100_000; level += 1) {
      deep = { kind: 'optimizer/chainTransforms@1', config: { transforms: [deep] } };
    }
    expectRefusal(() => fromConfig('transform', deep, optimizerKinds), {
      code: 'manifest-invalid',
    });
    const wrong: Json = { kind: 1, config: { deep } };
    expectRefusal(() => fromConfig('transform', wrong, optimizerKinds), {
      code: 'manifest-invalid',
    });
  });

  it('__proto__ as an option, and pollutes nothing', () => {
    const stored = JSON.parse(
      '{"kind":"optimizer/adam@1","config":{"__proto__":{"beta1":0.5}}}',
    ) as Json;
    expectRefusal(() => fromConfig('transform', stored, optimizerKinds), {
      code: 'option-unknown',
    });
    expect(({} as { beta1?: number }).beta1).toBeUndefined();
  });
});
