import { clone, mul, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { apply } from '../../src/apply.ts';
import { compose } from '../../src/combinators/chain.ts';
import { perItem } from '../../src/combinators/per-item.ts';
import { createContext } from '../../src/context.ts';
import { defineParticle } from '../../src/define-particle.ts';
import {
  batchNormalization,
  dense,
  dropout,
  flatten,
  identity,
  relu,
  rescale,
} from '../../src/elementary/index.ts';
import { ParticleError } from '../../src/errors.ts';
import { initialize } from '../../src/initialize.ts';
import type { AnyParticle, HostValue, Value } from '../../src/particle.ts';
import { predict } from '../../src/predict.ts';
import type { ParticleKind } from '../../src/registry.ts';
import { disposeVariables } from '../../src/variables.ts';
import { any, masked, split } from '../support/cases.ts';
import { expectRoundTrip, plain, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';
import { expectNoLeak } from '../support/leaks.ts';

/** One file: as many numbers as bytes. Fails on files without bytes. */
const decode = (isAsync: boolean) =>
  defineParticle({
    kind: 'test/decode@1',
    name: 'decode',
    config: { isAsync },
    input: { x: { value: 'bytes' } },
    output: { y: { shape: [null], dtype: 'float32' }, size: { value: 'text' } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => {
      const make = () => {
        if (x.length === 0) throw new ParticleError({ code: 'decode-failed', summary: 'no bytes' });
        return { outputs: { y: tensor([...x], [x.length], 'float32'), size: String(x.length) } };
      };
      return isAsync ? Promise.resolve().then(make) : make();
    },
  });
const kinds: readonly ParticleKind[] = [
  { kind: 'test/decode@1', create: ({ isAsync }) => decode(isAsync as boolean) },
];
const bytes = (...values: number[]): HostValue => Uint8Array.from(values);

/** Runs a particle as a chain would, without any checks around it. */
const run = async (particle: AnyParticle, inputs: Record<string, Value>) =>
  (await particle.run(createContext(), inputs, {}, {})).outputs;

describe('perItem of particles on tensors', () => {
  test('is the particle on each item, stacked', () => {
    const x = sample([4, 3]);
    expect(runOnce(perItem(rescale(2)), { inputs: { x } })).toEqual(
      runOnce(rescale(2), { inputs: { x } }),
    );
    x.dispose();
  });

  test('puts batch before all ports, and keeps what else they state', () => {
    const particle = perItem(split());
    expect(particle.input).toEqual({ x: { shape: ['batch', '...shape'], dtype: 'float32' } });
    expect(particle.output.positive).toEqual({ shape: ['batch', '...shape'], dtype: 'float32' });
    expect(perItem(identity()).output.y).toEqual({ shape: ['batch', '...shape'], like: 'x' });
    expect(perItem(relu()).flops).toEqual(['mul', 'batch', ['mul', '...shape']]);
  });

  test('weights are those of the particle, shared by all items', async () => {
    const each = perItem(dense({ units: 2 }));
    const x = sample([4, 3]);
    const flat = runOnce(dense({ units: 2 }), { inputs: { x }, bindings: { in: 3 } });
    expect(runOnce(each, { inputs: { x }, bindings: { in: 3 } })['y']?.values).toEqual(
      flat['y']?.values,
    );
    await expectRoundTrip(each, { inputs: { x }, bindings: { in: 3 } });
    x.dispose();
  });

  test('each item draws random numbers of its own', () => {
    const x = sample([2, 100]);
    const { values = [] } =
      runOnce(perItem(dropout(0.5)), { inputs: { x }, training: true })['y'] ?? {};
    const zeros = values.map((value) => value === 0);
    expect(zeros.slice(0, 100)).not.toEqual(zeros.slice(100));
    x.dispose();
  });

  test('state is handed on from item to item', () => {
    const particle = perItem(batchNormalization({ momentum: 0.5 }));
    const variables = initialize(particle, { seed: 1, bindings: { channels: 1 } });
    const x = tensor([2, 2, 6, 6], [2, 2, 1]);
    const { outputs, state } = apply(particle, variables, { x }, { training: true });
    const means = plain(state)['movingMean']?.values;
    plain(outputs);
    expect(means).toEqual([0.5 * (0.5 * 0 + 0.5 * 2) + 0.5 * 6]);
    disposeVariables(variables);
    x.dispose();
  });

  test('optional ports may be left out', () => {
    const [x, mask] = [sample([2, 3], 1), sample([2, 3], 2)];
    const values = [...x.dataSync()];
    expect(runOnce(perItem(masked()), { inputs: { x } })['y']?.values).toEqual(values);
    const kept = [...mask.dataSync()].map((value, i) => values[i]! * Number(value > 0));
    expect(runOnce(perItem(masked()), { inputs: { x, mask } })['y']?.values).toEqual(kept);
    x.dispose();
    mask.dispose();
  });

  test('refuses particles that take batches already, and no particles', async () => {
    const error = await errorOf(() => perItem(flatten()), 'contract-invalid');
    expect(error.summary).toBe("perItem(): 'flatten' takes batches already");
    await errorOf(() => perItem(3 as never), 'option-invalid');
    await errorOf(() => perItem(relu(), { names: 'a' } as never), 'option-unknown');
  });

  test('refuses an empty batch', async () => {
    const x = sample([0, 3]);
    await expectNoLeak(() => errorOf(() => apply(perItem(relu()), {}, { x }), 'data-empty'));
    x.dispose();
  });
});

describe.each([
  ['a synchronous', false],
  ['an asynchronous', true],
])('perItem of %s particle on the host', (_name, isAsync) => {
  const each = any(perItem(decode(isAsync)));

  test('gathers tensors and other values', async () => {
    await expectNoLeak(async () => {
      const { y, size } = await run(each, { x: [bytes(1, 2), bytes(3, 4), bytes(5, 6)] });
      expect(plain({ y })['y']).toEqual({ shape: [3, 2], values: [1, 2, 3, 4, 5, 6] });
      expect(size).toEqual(['2', '2', '2']);
    });
  });

  test('refuses items of different sizes, and leaks nothing', async () => {
    await expectNoLeak(async () => {
      const error = await errorOf(() => run(each, { x: [bytes(1), bytes(2, 3)] }), 'value-invalid');
      expect([error.path, error.expected, error.found]).toEqual(['y', '[1]', '[2]']);
      expect(error.remedy).toMatch(/resize/);
    });
  });

  test('leaks nothing when an item fails', async () => {
    await expectNoLeak(async () => {
      await errorOf(() => run(each, { x: [bytes(1), bytes(2), bytes()] }), 'decode-failed');
      await errorOf(
        () => predict(each, {}, [bytes(1), bytes(2), bytes()] as never),
        'decode-failed',
      );
    });
  });

  test('refuses no items', async () => {
    await expectNoLeak(() => errorOf(() => run(each, { x: [] }), 'data-empty'));
  });

  test('comes back from a manifest', async () => {
    await expectRoundTrip(each, undefined, kinds);
  });
});

describe('perItem of particles between host and tensors', () => {
  const lookUp = (fails = false) =>
    defineParticle({
      kind: 'test/lookUp@1',
      name: 'lookUp',
      input: { x: { value: 'text' }, table: { shape: ['n'], dtype: 'float32' } },
      output: { y: { shape: ['n'], dtype: 'float32' }, same: { shape: ['n'], dtype: 'float32' } },
      params: { scale: { shape: [], initializer: 'ones' } },
      traits: { host: true },
      run: async (_context, { x, table }, { scale }) => {
        await Promise.resolve();
        if (fails && x === 'b') throw new ParticleError({ code: 'decode-failed', summary: 'b' });
        return { outputs: { y: mul(table, scale), same: table } };
      },
    });

  test('takes tensors apart, gives inputs back unharmed, and releases what it made', async () => {
    const particle = any(perItem(lookUp()));
    const [table, scale] = [sample([2, 3]), tensor(2)];
    await expectNoLeak(async () => {
      const { outputs } = await particle.run(
        createContext(),
        { x: ['a', 'b'], table },
        { scale },
        {},
      );
      const { y, same } = plain(outputs);
      expect(y?.values).toEqual([...table.dataSync()].map((value) => value * 2));
      expect(same?.values).toEqual([...table.dataSync()]);
    });
    expect([table.isDisposed, scale.isDisposed]).toEqual([false, false]);
    table.dispose();
    scale.dispose();
  });

  test('gives a weight back unharmed', async () => {
    const passing = defineParticle({
      kind: 'test/passing@1',
      name: 'passing',
      input: { x: { value: 'text' } },
      output: { y: { shape: [], dtype: 'float32' } },
      params: { weight: { shape: [], initializer: 'ones' } },
      traits: { host: true },
      run: (_context, _inputs, { weight }) => ({ outputs: { y: weight } }),
    });
    const weight = tensor(3);
    const copy = clone(weight);
    const { outputs } = await any(perItem(passing)).run(
      createContext(),
      { x: ['a', 'b'] },
      { weight },
      {},
    );
    expect(plain(outputs)['y']?.values).toEqual([3, 3]);
    expect(weight.isDisposed).toBe(false);
    weight.dispose();
    copy.dispose();
  });

  test.each([
    ['an item fails', true, ['a', 'b'], 2, 'decode-failed'],
    ['ports differ in length', false, ['a', 'b', 'c'], 2, 'data-length-mismatch'],
  ] as const)('leaks nothing when %s', async (_name, fails, texts, rows, code) => {
    const [table, scale] = [sample([rows, 3]), tensor(2)];
    await expectNoLeak(() =>
      errorOf(
        () => any(perItem(lookUp(fails))).run(createContext(), { x: texts, table }, { scale }, {}),
        code,
      ),
    );
    table.dispose();
    scale.dispose();
  });

  test('runs within chains: files of one size become a batch for the layers behind', async () => {
    const net = compose(perItem(decode(true))).to(flatten());
    const x = [bytes(1, 2), bytes(3, 4)];
    await expectNoLeak(async () => {
      const y = (await predict(any(net), {}, x as never)) as unknown as Tensor;
      expect(plain({ y })['y']).toEqual({ shape: [2, 2], values: [1, 2, 3, 4] });
    });
  });
});
