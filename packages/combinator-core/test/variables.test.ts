import '@tensorflow/tfjs-backend-cpu';
import { fill, memory, ones, zeros } from '@tensorflow/tfjs-core';
import { chain } from '../src/combinators/chain.ts';
import { defineParticle } from '../src/define-particle.ts';
import { batchNormalization, dense, input, relu } from '../src/elementary/index.ts';
import type { ErrorCode } from '../src/errors.ts';
import { initialize } from '../src/initialize.ts';
import {
  checkVariables,
  cloneVariables,
  disposeVariables,
  splitVariables,
  type Variables,
} from '../src/variables.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

const small = () =>
  chain([
    input({ shape: ['batch', 3], dtype: 'float32' }),
    dense({ units: 4, name: 'hidden' }),
    batchNormalization(),
    relu(),
    dense({ units: 2, name: 'last' }),
  ]);

const numbers = (variables: Variables, path: string): number[] => [
  ...variables[path]!.value.dataSync(),
];

describe('initialize', () => {
  it('makes every weight and state by path, in its shape', () => {
    const variables = initialize(small(), { seed: 1 });
    expect(
      Object.entries(variables).map(([path, { value, trainable }]) => [
        path,
        value.shape,
        trainable,
      ]),
    ).toEqual([
      ['hidden/kernel', [3, 4], true],
      ['hidden/bias', [4], true],
      ['batchNormalization/gamma', [4], true],
      ['batchNormalization/beta', [4], true],
      ['last/kernel', [4, 2], true],
      ['last/bias', [2], true],
      ['batchNormalization/movingMean', [4], false],
      ['batchNormalization/movingVariance', [4], false],
    ]);
    disposeVariables(variables);
  });

  it('gives the same weights for the same seed, and others for another', () => {
    const path = 'hidden/kernel';
    const first = numbers(initialize(small(), { seed: 1 }), path);
    expect(numbers(initialize(small(), { seed: 1 }), path)).toEqual(first);
    expect(numbers(initialize(small(), { seed: 2 }), path)).not.toEqual(first);
  });

  it('leaves the weights of a layer as they are when another is added', () => {
    const more = chain([
      input({ shape: ['batch', 3], dtype: 'float32' }),
      dense({ units: 4, name: 'hidden' }),
      dense({ units: 4, name: 'more' }),
      dense({ units: 2, name: 'last' }),
    ]);
    const before = initialize(small(), { seed: 1 });
    const after = initialize(more, { seed: 1 });
    for (const path of ['hidden/kernel', 'last/kernel']) {
      expect(numbers(after, path)).toEqual(numbers(before, path));
    }
    expect(numbers(after, 'more/kernel')).not.toEqual(numbers(after, 'last/kernel'));
  });

  it('takes sizes that the contract leaves open', () => {
    const variables = initialize(dense({ units: 2 }), { seed: 1, bindings: { in: 3 } });
    expect(variables['kernel']!.value.shape).toEqual([3, 2]);
  });

  it('names path, symbol and remedy when a size is not known, and allocates nothing', async () => {
    const particle = chain([
      dense({ units: 4, useBias: false, name: 'hidden' }),
      dense({ units: 2 }),
    ]);
    const before = memory().numTensors;
    const error = await errorOf(() => initialize(particle, { seed: 1 }), 'symbol-unbound');
    expect(error.path).toBe('hidden/kernel');
    expect(error.summary).toContain("'in'");
    expect(error.remedy).toContain('bindings: { in: ... }');
    expect(memory().numTensors).toBe(before);
  });

  it('makes weights of other element types, and frozen ones', () => {
    const particle = defineParticle({
      kind: 'test/counter@1',
      name: 'counter',
      input: { x: { shape: ['...shape'] } },
      output: { y: { shape: ['...shape'], like: 'x' } },
      params: { table: { shape: [2], initializer: 'ones', trainable: false } },
      state: { count: { shape: [], initializer: { type: 'constant', value: 3 }, dtype: 'int32' } },
      run: (_context, { x }) => ({ outputs: { y: x } }),
    });
    const variables = initialize(particle, { seed: 1 });
    expect(variables['count']!.value.dtype).toBe('int32');
    expect(numbers(variables, 'count')).toEqual([3]);
    expect(variables['table']!.trainable).toBe(false);
  });

  it('leaves nothing behind when variables are disposed of', () =>
    expectNoLeak(() => {
      const variables = initialize(small(), { seed: 1 });
      const copy = cloneVariables(variables);
      disposeVariables(variables);
      expect(numbers(copy, 'last/bias')).toEqual([0, 0]);
      disposeVariables(copy);
      disposeVariables(copy);
    }));
});

describe('splitVariables', () => {
  it('parts weights from state', () => {
    const particle = batchNormalization();
    const variables = initialize(particle, { seed: 1, bindings: { channels: 2 } });
    const { params, state } = splitVariables(particle, variables);
    expect(Object.keys(params)).toEqual(['gamma', 'beta']);
    expect(state['movingMean']).toBe(variables['movingMean']!.value);
    disposeVariables(variables);
  });
});

describe('checkVariables', () => {
  const particle = dense({ units: 2 });
  const kernel = (value = ones([3, 2])) => ({ value, trainable: true });
  const bias = (value = zeros([2])) => ({ value, trainable: true });
  const dead = ones([2]);
  dead.dispose();

  it('accepts what initialize made', () => {
    checkVariables(particle, { kernel: kernel(), bias: bias() }, { finite: true });
  });

  it.each<[string, Variables, ErrorCode, string]>([
    ['a missing weight', { kernel: kernel() }, 'variable-missing', 'bias'],
    [
      'a weight too many',
      { kernel: kernel(), bias: bias(), gamma: bias() },
      'variable-unexpected',
      'gamma',
    ],
    [
      'a weight named as a prototype key',
      { kernel: kernel(), bias: bias(), constructor: bias() },
      'variable-unexpected',
      'constructor',
    ],
    ['another size', { kernel: kernel(ones([3, 3])), bias: bias() }, 'variable-invalid', 'kernel'],
    ['another rank', { kernel: kernel(ones([6])), bias: bias() }, 'variable-invalid', 'kernel'],
    [
      'another dtype',
      { kernel: kernel(), bias: bias(zeros([2], 'int32')) },
      'variable-invalid',
      'bias',
    ],
    ['a disposed tensor', { kernel: kernel(), bias: bias(dead) }, 'variable-invalid', 'bias'],
    ['NaN', { kernel: kernel(fill([3, 2], NaN)), bias: bias() }, 'value-not-finite', 'kernel'],
    [
      'an infinity',
      { kernel: kernel(), bias: bias(fill([2], -Infinity)) },
      'value-not-finite',
      'bias',
    ],
  ])('refuses %s', async (_what, variables, code, path) => {
    const error = await errorOf(() => checkVariables(particle, variables, { finite: true }), code);
    expect(error.path).toBe(path);
  });

  it('refuses sizes that do not agree with each other', async () => {
    const normal = batchNormalization();
    const variables = initialize(normal, { seed: 1, bindings: { channels: 2 } });
    const mixed = { ...variables, beta: bias(zeros([3])) };
    const error = await errorOf(() => checkVariables(normal, mixed), 'variable-invalid');
    expect(error.path).toBe('beta');
    await errorOf(
      () => checkVariables(normal, variables, { bindings: { channels: 5 } }),
      'variable-invalid',
    );
  });
});
