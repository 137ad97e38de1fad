import {
  add as addOp,
  engine,
  memory,
  neg,
  relu as reluOp,
  tanh as tanhOp,
  tensor,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { apply } from '../../src/apply.ts';
import { branch } from '../../src/combinators/branch.ts';
import { chain, compose } from '../../src/combinators/chain.ts';
import { freeze } from '../../src/combinators/freeze.ts';
import { graph } from '../../src/combinators/graph.ts';
import { add } from '../../src/combinators/merge.ts';
import { parallel } from '../../src/combinators/parallel.ts';
import { perItem } from '../../src/combinators/per-item.ts';
import { rename } from '../../src/combinators/rename.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { residual } from '../../src/combinators/residual.ts';
import { scan } from '../../src/combinators/scan.ts';
import { createContext } from '../../src/context.ts';
import { defineParticle } from '../../src/define-particle.ts';
import {
  batchNormalization,
  concatenate,
  dense,
  dropout,
  identity,
  input,
  relu,
  rescale,
  tanh,
} from '../../src/elementary/index.ts';
import { ParticleError } from '../../src/errors.ts';
import { initialize } from '../../src/initialize.ts';
import type { AnyParticle, RunResult } from '../../src/particle.ts';
import { predict } from '../../src/predict.ts';
import { disposeVariables } from '../../src/variables.ts';
import { any, stub } from '../support/cases.ts';
import { expectRoundTrip, plain, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';
import { expectNoLeak } from '../support/leaks.ts';
import { readRows, recognizer } from '../support/particles.ts';

/** Fails at the call. */
const failing = (host = false) =>
  defineParticle({
    kind: 'test/failing@1',
    name: 'failing',
    input: { x: { shape: ['...s'], dtype: 'float32' } },
    output: { y: { shape: ['...s'], dtype: 'float32' } },
    traits: { host },
    run: (_context, { x }): never => {
      if (!host) addOp(x, 1);
      throw new ParticleError({ code: 'value-invalid', summary: 'no' });
    },
  });

describe('combinations of all kinds, nested', () => {
  const block = compose(dense({ units: 4 }))
    .to(batchNormalization())
    .to(tanh());
  const whole = (): AnyParticle =>
    chain([
      input({ shape: ['batch', 3], dtype: 'float32' }),
      branch({
        deep: repeat(residual(rename('inner', block), { shortcut: dense({ units: 4 }) }), 1),
        wide: freeze(chain([dense({ units: 4 }), dropout(0.5)])),
      }),
      concatenate({ inputs: ['deep', 'wide'] }),
      repeat(residual(chain([dense({ units: 8 }), dropout(0.2), relu()])), 2),
      graph({ x: { shape: ['batch', 8], dtype: 'float32' } }, { name: 'tail' })
        .node('both', branch({ a: dense({ units: 2 }), b: dense({ units: 2 }) }), { x: 'x' })
        .node('sum', add(), { a: 'both.a', b: 'both.b' })
        .output({ y: 'sum', x: 'x' }),
    ]);
  test('come back from a manifest, train and predict alike', async () => {
    const x = sample([5, 3]);
    await expectRoundTrip(whole(), { inputs: { x } });
    await expectRoundTrip(whole(), { inputs: { x }, training: true, seed: 11 });
    x.dispose();
  });

  test('give each weight a path of its own, that names where it is', () => {
    const paths = [...Object.keys(whole().params), ...Object.keys(whole().state)];
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(
      expect.arrayContaining([
        'branch/deep/0/dense/kernel',
        'branch/deep/0/shortcut/kernel',
        'branch/wide/dense/kernel',
        'repeat/0/dense/kernel',
        'repeat/1/dense/bias',
        'tail/both/a/kernel',
        'branch/deep/0/batchNormalization/movingMean',
      ]),
    );
  });

  test('give the state of what is trained by its path, and leave what is frozen', () => {
    const particle = whole();
    const variables = initialize(particle, { seed: 1 });
    const x = sample([5, 3]);
    const { outputs, state } = apply(particle, variables, { x }, { training: true });
    expect(Object.keys(state).sort()).toEqual([
      'branch/deep/0/batchNormalization/movingMean',
      'branch/deep/0/batchNormalization/movingVariance',
    ]);
    plain(outputs);
    plain(state);
    disposeVariables(variables);
    x.dispose();
  });
});

describe('memory', () => {
  const [x, sequence] = [sample([2, 3]), sample([1, 2, 3])];
  afterAll(() => {
    x.dispose();
    sequence.dispose();
  });

  test.each<[string, AnyParticle, object]>([
    ['a chain', chain([relu(), failing()]), { x }],
    ['a branch', branch({ a: relu(), b: failing() }), { x }],
    ['parallel parts', parallel({ a: relu(), b: failing() }), { a: x, b: x }],
    ['a residual', residual(chain([relu(), failing()])), { x }],
    ['a repeat', repeat(any(failing()), 2), { x }],
    ['a frozen chain', freeze(chain([relu(), failing()])), { x }],
    ['each item', perItem(failing()), { x }],
    ['a scan', scan(chain([relu(), failing()])), { x: sequence }],
  ])('is as before when a part fails in %s', async (_name, particle, inputs) => {
    await expectNoLeak(() =>
      errorOf(() => apply(particle, {}, inputs as { x: Tensor }), 'value-invalid'),
    );
  });

  test.each<[string, AnyParticle]>([
    ['behind tensors', chain([relu(), rescale(2), failing(true)])],
    ['before tensors', chain([failing(true), relu()])],
    ['beside tensors', any(branch({ a: rescale(2), b: failing(true) }))],
    ['in a residual', any(residual(chain([rescale(2), failing(true)])))],
  ])('is as before when a part on the host fails, %s', async (_name, particle) => {
    await expectNoLeak(async () => {
      await errorOf(() => particle.run(createContext(), { x }, {}, {}), 'value-invalid');
      await errorOf(() => predict(particle, {}, x as never), 'value-invalid');
    });
  });

  test('of parts on the host: only the outputs are left, and inputs and weights are kept', async () => {
    const onHost = defineParticle({
      kind: 'test/onHost@1',
      name: 'onHost',
      input: { x: { shape: ['...s'], dtype: 'float32' } },
      output: {
        y: { shape: ['...s'], dtype: 'float32' },
        same: { shape: ['...s'], dtype: 'float32' },
      },
      traits: { host: true },
      run: async (_context, { x: value }) => {
        await Promise.resolve();
        return { outputs: { y: neg(value), same: value } };
      },
    });
    const particle = chain([rescale(2), any(onHost)]);
    await expectNoLeak(async () => {
      const { outputs } = await particle.run(createContext(), { x }, {}, {});
      plain(outputs);
    });
    const passing = chain([identity(), any(onHost)]);
    await expectNoLeak(async () => {
      const { outputs } = (await passing.run(createContext(), { x }, {}, {})) as RunResult<{
        y: Tensor;
        same: Tensor;
      }>;
      expect(outputs.same).toBe(x);
      outputs.y.dispose();
    });
    expect(x.isDisposed).toBe(false);
  });

  test('of a pipeline from bytes to labels', async () => {
    const particle = recognizer();
    const variables = initialize(particle, { seed: 1 });
    const good = Uint8Array.from([1, 2, 3]);
    await expectNoLeak(async () => {
      await predict(any(particle), variables, [good, good] as never);
      await errorOf(
        () => predict(any(particle), variables, [good, Uint8Array.from([1])] as never),
        'decode-failed',
      );
      const { outputs } = await any(particle).run(
        createContext(),
        { x: [good] },
        valuesOf(variables),
        {},
      );
      expect(outputs['y']).toHaveLength(1);
    });
    disposeVariables(variables);
  });
});

const valuesOf = (variables: Readonly<Record<string, { value: Tensor }>>) =>
  Object.fromEntries(Object.entries(variables).map(([path, { value }]) => [path, value]));

describe('what could not be known before is checked at the call', () => {
  /** Gives as many columns as it is told, without saying so. */
  const secretive = (columns: number, dtype?: 'int32') =>
    defineParticle({
      kind: 'test/secretive@1',
      name: 'secretive',
      input: { x: { shape: ['batch'], dtype: 'float32' } },
      output: {
        y: { shape: ['batch', null], ...(dtype === undefined && { dtype: 'float32' as const }) },
      },
      run: (_context, { x }) => ({
        outputs: {
          y: tensor(
            new Array<number>((x.shape[0] ?? 0) * columns).fill(1),
            [x.shape[0] ?? 0, columns],
            dtype ?? 'float32',
          ),
        },
      }),
    });
  const three = defineParticle({
    kind: 'test/three@1',
    name: 'three',
    input: { x: { shape: ['batch', 3], dtype: 'float32' } },
    output: { y: { shape: ['batch', 3], dtype: 'float32' } },
    run: (_context, { x }) => ({ outputs: { y: reluOp(x) } }),
  });
  const even = defineParticle({
    kind: 'test/even@1',
    name: 'even',
    input: { x: { shape: ['batch', 'n'], dtype: 'float32' } },
    output: { y: { shape: ['batch', ['div', 'n', 2]], dtype: 'float32' } },
    where: [['equal', ['mul', 2, ['div', 'n', 2]], 4]],
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });
  const x = tensor([1, 2]);
  afterAll(() => x.dispose());

  test('what fits runs', () => {
    expect(runOnce(chain([secretive(3), three]), { inputs: { x } })['y']?.shape).toEqual([2, 3]);
  });

  test.each<[string, AnyParticle, string, RegExp]>([
    [
      'a size',
      chain([secretive(4), three]),
      'axis-mismatch',
      /^'secretive' -> 'three' port 'x', axis 1: needs 3, got 4/,
    ],
    [
      'an element type',
      chain([secretive(3, 'int32'), three]),
      'dtype-mismatch',
      /^'secretive' -> 'three' port 'x', dtype: needs float32, got int32/,
    ],
    [
      'a size behind parts that pass it on',
      chain([secretive(4), relu(), identity(), three]),
      'axis-mismatch',
      /^'identity' -> 'three'/,
    ],
    [
      'a condition',
      chain([secretive(6), even]),
      'constraint-violated',
      /^'secretive' -> 'even' port 'x', needs 2\*n\/2 = 4, got 6/,
    ],
    [
      'a size that an output cannot have',
      chain([secretive(3), even]),
      'dimension-invalid',
      /3 is not divisible by 2/,
    ],
    [
      'within a branch',
      any(branch({ a: chain([secretive(4), three]) })),
      'axis-mismatch',
      /needs 3, got 4/,
    ],
  ])('%s', async (_name, particle, code, summary) => {
    await expectNoLeak(async () => {
      const error = await errorOf(() => apply(particle, {}, { x }), code as 'axis-mismatch');
      expect(error.summary).toMatch(summary);
    });
  });

  test('behind parts on the host as well', async () => {
    const loose = any({
      ...readRows(),
      output: { y: { shape: ['batch', null], dtype: 'float32' } },
    });
    const four = any({ ...three, input: { x: { shape: ['batch', 4], dtype: 'float32' } } });
    const rows = [Uint8Array.from([1, 2, 3])];
    for (const particle of [chain([loose, four]), chain([loose, relu(), four])]) {
      await expectNoLeak(async () => {
        await errorOf(() => predict(particle, {}, rows as never), 'axis-mismatch');
        await errorOf(() => particle.run(createContext(), { x: rows }, {}, {}), 'axis-mismatch');
      });
    }
  });

  test('and nothing is checked twice where all is known', () => {
    let checked = 0;
    const counted = any({
      ...three,
      input: new Proxy(three.input, {
        get: (target, key: 'x') => {
          checked++;
          return target[key];
        },
      }),
    });
    const net = chain([input({ shape: ['batch', 3], dtype: 'float32' }), counted, counted]);
    const rows = sample([2, 3]);
    void net.run;
    apply(net, {}, { x: rows });
    checked = 0;
    void net.run(createContext(), { x: rows }, {}, {});
    expect(checked).toBe(0);
    rows.dispose();
  });
});

describe('a run', () => {
  test('makes the tensors that the same calls by hand make, and no others', () => {
    const steps = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? relu() : tanh()));
    const net = chain([input({ shape: ['batch', 4], dtype: 'float32' }), ...steps]);
    const x = sample([3, 4]);
    const context = createContext();
    const made = (run: () => Tensor): { count: number; values: readonly number[] } => {
      const before = memory().numTensors;
      engine().startScope();
      const values = [...run().dataSync()];
      const count = memory().numTensors - before;
      engine().endScope();
      return { count, values };
    };
    const byChain = made(
      () => (net.run(context, { x }, {}, {}) as RunResult<{ y: Tensor }>).outputs.y,
    );
    const byHand = made(() =>
      steps.reduce<Tensor>((value, _, i) => (i % 2 === 0 ? reluOp(value) : tanhOp(value)), x),
    );
    expect(byChain).toEqual(byHand);
    x.dispose();
  });

  test('hands the context on as it is, but to parts that draw random numbers', () => {
    const seen: unknown[] = [];
    const spy = (needsSeed: boolean) =>
      any({
        ...stub('spy', { shape: ['...s'] }, { shape: ['...s'], like: 'x' }),
        traits: { ...relu().traits, needsSeed },
        run: (context: unknown, { x }: { x: Tensor }) => {
          seen.push(context);
          return { outputs: { y: x } };
        },
      });
    const context = createContext();
    const x = sample([1]);
    void chain([spy(false), spy(false), spy(true)]).run(context, { x }, {}, {});
    expect(seen[0]).toBe(context);
    expect(seen[1]).toBe(context);
    expect(seen[2]).not.toBe(context);
    x.dispose();
  });
});
