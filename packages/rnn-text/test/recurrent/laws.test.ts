import '@tensorflow/tfjs-backend-cpu';
import {
  apply,
  compose,
  createRandom,
  defineParticle,
  disposeVariables,
  graph,
  initialize,
  isParticleError,
  rename,
  scan,
  type AnyParticle,
  type TensorRecord,
  type Variables,
} from '@sora-particles/combinator-core';
import { dense, dropout, relu } from '@sora-particles/combinator-core/elementary';
import { bidirectional, gru, gruCell, lstm, lstmCell } from '@sora-particles/rnn-text';
import {
  concat,
  memory,
  ones,
  reshape,
  reverse,
  slice,
  tensor,
  tidy,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { pattern } from '../support/pattern.ts';

/** Weights of a particle, the same each time; inputs have 3 features. */
function weights(particle: AnyParticle): Variables {
  const variables = initialize(particle, { seed: 1, bindings: { in: 3 } });
  const patterned = Object.entries(variables).map(([path, variable]) => {
    const value = pattern(path.replace(/^.*\//, ''), variable.value.shape);
    return [path, { ...variable, value }] as const;
  });
  disposeVariables(variables);
  return Object.fromEntries(patterned);
}

const run = (
  particle: AnyParticle,
  inputs: TensorRecord,
  options: { training?: boolean; seed?: number } = {},
): TensorRecord => apply(particle, weights(particle), inputs, options).outputs as TensorRecord;

function expectSame(actual: Tensor | undefined, expected: Tensor | undefined, tolerance = 1e-6) {
  expect(actual?.shape).toEqual(expected?.shape);
  const [a, b] = [actual?.dataSync() ?? [], expected?.dataSync() ?? []];
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

/** The mask of sequences of these lengths, padded behind. */
const maskOf = (lengths: readonly number[], time: number): Tensor =>
  tensor(
    lengths.map((length) => Array.from({ length: time }, (_, t) => t < length)),
    [lengths.length, time],
    'bool',
  );

const all = { units: 4, returnSequences: true, returnState: true } as const;

describe.each([
  { name: 'lstm', layer: lstm(all), cell: any(lstmCell({ units: 4 })), state: ['hidden', 'cell'] },
  { name: 'gru', layer: any(gru(all)), cell: any(gruCell({ units: 4 })), state: ['hidden'] },
  {
    name: 'gru as published',
    layer: any(gru({ ...all, resetAfter: false })),
    cell: any(gruCell({ units: 4, resetAfter: false })),
    state: ['hidden'],
  },
])('$name', ({ layer, cell, state }) => {
  const first = (): TensorRecord =>
    Object.fromEntries(state.map((port) => [port, pattern(port, [3, 4])]));

  test('is a scan of its cell', () => {
    tidy(() => {
      const inputs = { x: pattern('x', [3, 5, 3]), mask: maskOf([5, 2, 0], 5), ...first() };
      const [one, other] = [run(layer, inputs), run(scan(cell), inputs)];
      for (const port of ['y', ...state]) expectSame(one[port], other[port]);
    });
  });

  test('goes through a sequence in parts, its state handed on', () => {
    tidy(() => {
      const x = pattern('x', [3, 6, 3]);
      const whole = run(layer, { x });
      const { y: early, ...handed } = run(layer, { x: slice(x, [0, 0, 0], [3, 4, 3]) });
      const late = run(layer, { x: slice(x, [0, 4, 0], [3, 2, 3]), ...handed });
      expectSame(concat([early as Tensor, late['y'] as Tensor], 1), whole['y']);
      for (const port of state) expectSame(late[port], whole[port]);
    });
  });

  test('does not see what is masked: whatever pads a sequence, before or behind', () => {
    tidy(() => {
      const x = pattern('x', [3, 4, 3]);
      const alone = run(layer, { x, ...first() });
      const padding = pattern('padding', [3, 2, 3]);
      const [real, none] = [ones([3, 4], 'bool'), zeros([3, 2], 'bool')];
      const behind = { x: concat([x, padding], 1), mask: concat([real, none], 1), ...first() };
      const before = { x: concat([padding, x], 1), mask: concat([none, real], 1), ...first() };
      for (const padded of [run(layer, behind), run(layer, before)]) {
        for (const port of state) expectSame(padded[port], alone[port]);
      }
      expectSame(slice(run(layer, behind)['y']!, [0, 0, 0], [3, 4, 4]), alone['y']);
      expectSame(slice(run(layer, before)['y']!, [0, 2, 0], [3, 4, 4]), alone['y']);
      expectSame(slice(run(layer, before)['y']!, [0, 0, 0], [3, 2, 4]), zeros([3, 2, 4]), 0);
    });
  });

  test('one particle serves every length and batch, an empty one, too', () => {
    for (const [batch, time] of [
      [1, 1],
      [2, 7],
      [0, 3],
    ] as const) {
      tidy(() => {
        const { y, ...rest } = run(layer, {
          x: pattern('x', [batch, time, 3]),
          mask: ones([batch, time], 'bool'),
        });
        expect(y?.shape).toEqual([batch, time, 4]);
        for (const value of Object.values(rest)) expect(value.shape).toEqual([batch, 4]);
      });
    }
  });

  test.each<[string, readonly number[], TensorRecord, string]>([
    ['no steps in time', [2, 0, 3], {}, 'data-empty'],
    ['a mask of another length', [2, 4, 3], { mask: ones([2, 3], 'bool') }, 'axis-mismatch'],
    ['a mask of numbers', [2, 4, 3], { mask: ones([2, 4]) }, 'dtype-mismatch'],
    ['a first state of another size', [2, 4, 3], { hidden: zeros([2, 3]) }, 'axis-mismatch'],
    ['a first state of another batch', [2, 4, 3], { hidden: zeros([1, 4]) }, 'axis-mismatch'],
    ['a sequence without features', [2, 4], {}, 'rank-mismatch'],
  ])('refuses %s, and leaves nothing', (_name, shape, others, code) => {
    const variables = weights(layer);
    const inputs = { x: zeros([...shape]), ...others };
    const before = memory().numTensors;
    let found: unknown;
    try {
      apply(layer, variables, inputs);
    } catch (error) {
      found = error;
    }
    expect(isParticleError(found) && found.code).toBe(code);
    expect(memory().numTensors).toBe(before);
  });
});

describe('dropout', () => {
  const options = { units: 4, returnSequences: true } as const;

  test.each<[string, AnyParticle, AnyParticle]>([
    ['lstm', lstm({ ...options, dropout: 0.4 }), lstm(options)],
    ['gru', gru({ ...options, dropout: 0.4 }), gru(options)],
  ])('of %s drops the same numbers of the input at all steps', (_name, dropping, plain) => {
    tidy(() => {
      const x = pattern('x', [3, 5, 3]);
      const drawn = createRandom(7).split('dropout').uniform([3, 3]).arraySync() as number[][];
      const dropped = (x.arraySync() as number[][][]).map((steps, b) =>
        steps.map((row) => row.map((value, i) => (drawn[b]![i]! >= 0.4 ? value / 0.6 : 0))),
      );
      const actual = run(dropping, { x }, { training: true, seed: 7 });
      expectSame(actual['y'], run(plain, { x: tensor(dropped) })['y'], 1e-5);
      expectSame(run(dropping, { x }, { seed: 7 })['y'], run(plain, { x })['y'], 0);
    });
  });

  test.each([
    lstm({ ...options, recurrentDropout: 0.4 }),
    gru({ ...options, recurrentDropout: 0.4 }),
  ])(
    'of the state of $name drops the same numbers at all steps, where the next step reads it',
    (dropping) => {
      tidy(() => {
        const x = pattern('x', [3, 5, 3]);
        const drawn = createRandom(7).split('recurrentDropout').uniform([3, 4]);
        const kept = (drawn.arraySync() as number[][]).map((row) =>
          row.map((value) => (value >= 0.4 ? 1 / 0.6 : 0)),
        );
        const actual = run(dropping, { x }, { training: true, seed: 7 })['y']?.arraySync();
        const wanted = (dropping.name === 'lstm' ? plainLstm : plainGru)(
          x,
          weights(dropping),
          kept,
        );
        (actual as number[][][]).forEach((steps, b) => {
          steps.forEach((row, t) => {
            row.forEach((value, u) => {
              expect(value).toBeCloseTo(wanted[b]![t]![u]!, 5);
            });
          });
        });
      });
    },
  );

  test.each([
    any(lstm({ ...options, dropout: 0.5, recurrentDropout: 0.5 })),
    any(gru({ ...options, dropout: 0.5 })),
    any(bidirectional(lstm({ ...options, recurrentDropout: 0.5 }))),
  ])('of $name is the same for a seed, and another for another', (particle) => {
    tidy(() => {
      const x = pattern('x', [3, 5, 3]);
      const values = (seed: number) => [
        ...run(particle, { x }, { training: true, seed })['y']!.dataSync(),
      ];
      expect(values(1)).toEqual(values(1));
      expect(values(1)).not.toEqual(values(2));
    });
  });

  test('both directions draw numbers of their own', () => {
    tidy(() => {
      const particle = bidirectional(gru({ ...options, dropout: 0.5 }));
      const x = ones([1, 1, 3]);
      const y = run(particle, { x }, { training: true, seed: 3 })['y']!;
      const [one, other] = [slice(y, [0, 0, 0], [1, 1, 4]), slice(y, [0, 0, 4], [1, 1, 4])];
      expect([...one.dataSync()]).not.toEqual([...other.dataSync()]);
    });
  });
});

describe('bidirectional', () => {
  test('is a run forwards beside a run on what is reversed', () => {
    tidy(() => {
      const layer = gru({ units: 4, returnSequences: true });
      const particle = bidirectional(layer);
      const [x, mask] = [pattern('x', [3, 5, 3]), maskOf([5, 3, 0], 5)];
      const variables = weights(layer);
      const there = apply(layer, variables, { x, mask }).outputs.y;
      const turned = { x: reverse(x, 1), mask: reverse(mask, 1) };
      const back = reverse(apply(layer, variables, turned).outputs.y, 1);
      const wanted = concat([there, back], 2).arraySync() as number[][][];
      const real = mask.arraySync() as number[][];
      const expected = wanted.map((steps, b) =>
        steps.map((row, t) => row.map((value) => (real[b]![t] === 1 ? value : 0))),
      );
      expectSame(run(particle, { x, mask })['y'], tensor(expected));
    });
  });

  test('runs any particle along time, and takes its mask from further up a chain', () => {
    tidy(() => {
      const enter = graph({
        x: { shape: ['batch', 'time', 3], dtype: 'float32' },
        mask: { shape: ['batch', 'time'], dtype: 'bool' },
      }).output({ y: 'x', mask: 'mask' });
      const inner = compose(gru({ units: 4, returnSequences: true })).to(relu());
      const particle = compose(enter).to(dropout(0.1)).to(bidirectional(inner));
      const mask = maskOf([2, 0], 3);
      const { y } = run(particle, { x: pattern('x', [2, 3, 3]), mask });
      expectSame(slice(y!, [1, 0, 0], [1, 3, 8]), zeros([1, 3, 8]), 0);
      expectSame(slice(y!, [0, 2, 0], [1, 1, 8]), zeros([1, 1, 8]), 0);
      expect(Object.keys(particle.params)).toEqual([
        'bidirectional/forward/gru/kernel',
        'bidirectional/forward/gru/recurrentKernel',
        'bidirectional/forward/gru/bias',
        'bidirectional/backward/gru/kernel',
        'bidirectional/backward/gru/recurrentKernel',
        'bidirectional/backward/gru/bias',
      ]);
    });
  });

  test.each<[string, () => unknown, string]>([
    ['a factory that was not called', () => bidirectional(lstm as never), 'option-invalid'],
    ['nothing', () => bidirectional(undefined as never), 'option-invalid'],
    [
      'a particle that goes backwards by itself',
      () => bidirectional(lstm({ units: 2, goBackwards: true })),
      'option-invalid',
    ],
    [
      'a particle that is not along time',
      () => bidirectional(dense({ units: 2 })),
      'contract-invalid',
    ],
    [
      'a particle that gives other steps than it takes',
      () => bidirectional(pairs()),
      'contract-invalid',
    ],
    [
      'directions of which one gives all steps',
      () =>
        bidirectional(lstm({ units: 2 }), { backward: lstm({ units: 2, returnSequences: true }) }),
      'axis-mismatch',
    ],
    [
      'a sum of different sizes',
      () => bidirectional(lstm({ units: 2 }), { backward: lstm({ units: 3 }), merge: 'sum' }),
      'axis-mismatch',
    ],
    [
      'another way to merge',
      () => bidirectional(lstm({ units: 2 }), { merge: 'max' as never }),
      'option-invalid',
    ],
  ])('refuses %s', (_name, make, code) => {
    let found: unknown;
    try {
      make();
    } catch (error) {
      found = error;
    }
    expect(isParticleError(found) && found.code).toBe(code);
  });
});

test('the forget gate begins with a bias of ones, unless it shall not', () => {
  const biasOf = (particle: AnyParticle) =>
    initialize(particle, { seed: 1, bindings: { in: 3 } })['bias']?.value;
  expect([...(biasOf(lstm({ units: 2 }))?.dataSync() ?? [])]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  expect([...(biasOf(lstm({ units: 1, unitForgetBias: false }))?.dataSync() ?? [])]).toEqual([
    0, 0, 0, 0,
  ]);
  const constant = { type: 'constant', value: 2 } as const;
  expect([...(biasOf(lstm({ units: 1, biasInitializer: constant }))?.dataSync() ?? [])]).toEqual([
    2, 1, 2, 2,
  ]);
});

test('weights have the names and sizes of Keras, right under the name of the particle', () => {
  const particle = compose(rename('encoder', lstm({ units: 4, returnSequences: true }))).to(
    gru({ units: 2 }),
  );
  expect(
    Object.entries(particle.params).map(([path, { shape }]) => `${path} ${shape.join(' ')}`),
  ).toEqual([
    'encoder/kernel in 16',
    'encoder/recurrentKernel 4 16',
    'encoder/bias 16',
    'gru/kernel 4 6',
    'gru/recurrentKernel 2 6',
    'gru/bias 2 6',
  ]);
});

/** The steps of a sequence in pairs. */
const pairs = () =>
  defineParticle({
    kind: 'test/pairs@1',
    name: 'pairs',
    input: { x: { shape: ['batch', 'time', 'in'], dtype: 'float32' } },
    output: { y: { shape: ['batch', ['div', 'time', 2], ['mul', 2, 'in']], dtype: 'float32' } },
    run: (_context, { x }) => {
      const [batch = 0, time = 0, size = 0] = x.shape as readonly number[];
      return { outputs: { y: reshape(x, [batch, time / 2, 2 * size]) } };
    },
  });

function any(particle: AnyParticle): AnyParticle {
  return particle;
}

/* ----- references: plain loops, which drop numbers of the state ----- */

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One output for each item, step and unit; `next` gives the state from the step's input and the state. */
function plainLoop(
  x: Tensor,
  units: number,
  next: (row: readonly number[], b: number, hidden: readonly number[]) => readonly number[],
): readonly (readonly (readonly number[])[])[] {
  return (x.arraySync() as number[][][]).map((steps, b) => {
    let hidden: readonly number[] = new Array<number>(units).fill(0);
    return steps.map((row) => (hidden = next(row, b, hidden)));
  });
}

/** values x matrix, one column. */
const column = (values: readonly number[], matrix: readonly (readonly number[])[], at: number) =>
  values.reduce((sum, value, i) => sum + value * matrix[i]![at]!, 0);

interface Matrices {
  readonly kernel: number[][];
  readonly recurrent: number[][];
  readonly bias: number[] | number[][];
}

function matrices(variables: Variables): Matrices {
  const [kernel, recurrent, bias] = ['kernel', 'recurrentKernel', 'bias'].map((name) =>
    variables[name]!.value.arraySync(),
  );
  return { kernel, recurrent, bias } as unknown as Matrices;
}

function plainLstm(x: Tensor, variables: Variables, kept: readonly (readonly number[])[]) {
  const { kernel, recurrent, bias } = matrices(variables);
  const cells = kept.map((row) => row.map(() => 0));
  return plainLoop(x, 4, (row, b, hidden) => {
    const read = hidden.map((value, u) => value * kept[b]![u]!);
    const gate = (at: number) =>
      column(row, kernel, at) + column(read, recurrent, at) + (bias as number[])[at]!;
    return hidden.map((_, u) => {
      const [i, f, g, o] = [0, 1, 2, 3].map((k) => gate(k * 4 + u)) as [
        number,
        number,
        number,
        number,
      ];
      cells[b]![u] = sigmoid(f) * cells[b]![u]! + sigmoid(i) * Math.tanh(g);
      return sigmoid(o) * Math.tanh(cells[b]![u]);
    });
  });
}

function plainGru(x: Tensor, variables: Variables, kept: readonly (readonly number[])[]) {
  const { kernel, recurrent, bias } = matrices(variables);
  const [own, inner] = bias as [number[], number[]];
  return plainLoop(x, 4, (row, b, hidden) => {
    const read = hidden.map((value, u) => value * kept[b]![u]!);
    const fromX = (at: number) => column(row, kernel, at) + own[at]!;
    const fromState = (at: number) => column(read, recurrent, at) + inner[at]!;
    return hidden.map((value, u) => {
      const z = sigmoid(fromX(u) + fromState(u));
      const r = sigmoid(fromX(4 + u) + fromState(4 + u));
      const candidate = Math.tanh(fromX(8 + u) + r * fromState(8 + u));
      return z * value + (1 - z) * candidate;
    });
  });
}
