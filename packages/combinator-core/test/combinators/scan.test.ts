import {
  add as addOp,
  cast,
  concat,
  dispose,
  mul,
  ones,
  onesLike,
  reshape,
  slice,
  sum,
  tanh as tanhOp,
  tensor,
  type Tensor,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { apply } from '../../src/apply.ts';
import { chain, compose } from '../../src/combinators/chain.ts';
import { graph } from '../../src/combinators/graph.ts';
import { add } from '../../src/combinators/merge.ts';
import { scan } from '../../src/combinators/scan.ts';
import { defineParticle } from '../../src/define-particle.ts';
import { dense, dropout, input, relu, rescale, tanh } from '../../src/elementary/index.ts';
import { initialize } from '../../src/initialize.ts';
import { registerGradients } from '../../src/gradients.ts';
import type { AnyParticle, RunResult } from '../../src/particle.ts';
import type { ParticleKind } from '../../src/registry.ts';
import { disposeVariables } from '../../src/variables.ts';
import { any, shapeOf, stub } from '../support/cases.ts';
import { expectRoundTrip, plain, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';
import { compareGradients } from '../support/gradient.ts';
import { expectNoLeak } from '../support/leaks.ts';

const row = { shape: ['batch', 'features'], dtype: 'float32' } as const;

/** y = h = x + h / 2. */
const decay = () =>
  defineParticle({
    kind: 'test/decay@1',
    name: 'decay',
    input: { x: row, h: row },
    output: { y: row, h: row },
    run: (_context, { x, h }) => {
      const next = addOp(x, mul(h, 0.5));
      return { outputs: { y: next, h: next } };
    },
  });
const kinds: readonly ParticleKind[] = [{ kind: 'test/decay@1', create: decay }];

/** Two states, of which one comes out as y: h = tanh(x + h c), c = c / 2 + x. */
const twoStates = () =>
  defineParticle({
    kind: 'test/twoStates@1',
    name: 'twoStates',
    input: { x: row, h: row, c: row },
    output: { y: row, h: row, c: row },
    run: (_context, { x, h, c }) => {
      const y = tanhOp(addOp(x, mul(h, c)));
      return { outputs: { y, h: y, c: addOp(mul(c, 0.5), x) } };
    },
  });

/** A state of the batch as a whole. */
const sumOfAll = () =>
  defineParticle({
    kind: 'test/sumOfAll@1',
    name: 'sumOfAll',
    input: { x: row, total: { shape: [], dtype: 'float32' } },
    output: { y: row, total: { shape: [], dtype: 'float32' } },
    run: (_context, { x, total }) => ({ outputs: { y: x, total: addOp(total, sum(x)) } }),
  });

const withMask = () => ({
  input: { x: row, mask: row },
  output: { y: row, mask: row },
});

/** The independent reference: plain loops over steps, rows and columns. */
function plainDecay(
  x: readonly number[],
  [batch = 0, time = 0, features = 0]: readonly number[],
  first: readonly number[],
  reverse: boolean,
  real: readonly boolean[] = new Array<boolean>(batch * time).fill(true),
): { y: number[]; h: number[] } {
  const y = new Array<number>(x.length).fill(0);
  const h = [...first];
  for (let step = 0; step < time; step++) {
    const t = reverse ? time - 1 - step : step;
    for (let b = 0; b < batch; b++) {
      for (let f = 0; f < features; f++) {
        const at = (b * time + t) * features + f;
        if (real[b * time + t] === false) {
          const before = reverse ? at + features : at - features;
          y[at] = step === 0 ? 0 : y[before]!;
          continue;
        }
        const next = Math.fround(x[at]! + Math.fround(h[b * features + f]! * 0.5));
        h[b * features + f] = next;
        y[at] = next;
      }
    }
  }
  return { y, h };
}

describe('scan', () => {
  test('is a plain loop over the steps, forwards and backwards, from zeros or a given state', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        async (b, t, f, reverse, isGiven) => {
          const [x, h] = [sample([b, t, f], 1), sample([b, f], 2)];
          const first = isGiven ? [...h.dataSync()] : new Array<number>(b * f).fill(0);
          const expected = plainDecay([...x.dataSync()], [b, t, f], first, reverse);
          await expectNoLeak(() => {
            const outputs = runOnce(scan(decay(), { reverse }), {
              inputs: { x, ...(isGiven && { h }) },
            });
            expect(outputs).toEqual({
              y: { shape: [b, t, f], values: expected.y },
              h: { shape: [b, f], values: expected.h },
            });
          });
          x.dispose();
          h.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a masked step leaves the state as it was, and gives the output of the step before', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ b: size, t: size, f: size, reverse: fc.boolean(), isGiven: fc.boolean() }),
        fc.infiniteStream(fc.boolean()),
        async ({ b, t, f, reverse, isGiven }, stream) => {
          const real = Array.from({ length: b * t }, () => stream.next().value as boolean);
          const [x, h] = [sample([b, t, f], 1), sample([b, f], 2)];
          const mask = tensor(real, [b, t], 'bool');
          const first = isGiven ? [...h.dataSync()] : new Array<number>(b * f).fill(0);
          const wanted = plainDecay([...x.dataSync()], [b, t, f], first, reverse, real);
          await expectNoLeak(() => {
            const given = { x, mask, ...(isGiven && { h }) };
            const outputs = runOnce(scan(decay(), { reverse }), { inputs: given });
            expect(outputs['y']?.values).toEqual(wanted.y);
            expect(outputs['h']?.values).toEqual(wanted.h);
          });
          for (const used of [x, h, mask]) used.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a mask that is true throughout changes no bit', () => {
    const x = sample([3, 4, 2]);
    const mask = onesLike(slice(x, [0, 0, 0], [3, 4, 1]));
    const all = cast(reshape(mask, [3, 4]), 'bool');
    const particle = scan(decay());
    expect(runOnce(particle, { inputs: { x, mask: all } })).toEqual(
      runOnce(particle, { inputs: { x } }),
    );
  });

  test.each([true, false])(
    'gradients through masked steps are those of finite differences (reverse: %s)',
    (reverse) => {
      const mask = tensor([true, false, true, false, false, true, false, false], [2, 4], 'bool');
      const particle = scan(twoStates(), { reverse });
      const all = any({
        ...particle,
        run: (context, inputs, params, state) => {
          const result = particle.run(context, { ...inputs, mask }, params, state) as RunResult;
          const flat = Object.values(result.outputs).map((output) =>
            reshape(output as Tensor, [-1]),
          );
          return { outputs: { y: concat(flat) } };
        },
      });
      const inputs = { x: sample([2, 4, 3], 1), h: sample([2, 3], 2), c: sample([2, 3], 3) };
      registerGradients();
      for (const { gradient, differences } of compareGradients(all, {}, inputs)) {
        gradient.forEach((value, i) => {
          expect(Math.abs(value - differences[i]!)).toBeLessThan(2e-3);
        });
      }
      dispose([mask, ...Object.values(inputs)]);
    },
  );

  test.each<[string, AnyParticle]>([
    ['whose state is not that of an item', any(sumOfAll())],
    ['that has such a port itself', any({ ...decay(), ...withMask() })],
  ])('a cell %s takes no mask', (_name, cell) => {
    expect(scan(cell).input['mask']).toEqual(
      cell.input['mask'] && { ...cell.input['mask'], optional: true },
    );
  });

  test.each<[string, readonly number[], 'bool' | 'int32', string]>([
    ['of another length', [2, 3], 'bool', 'axis-mismatch'],
    ['of another batch', [3, 4], 'bool', 'axis-mismatch'],
    ['with an axis too many', [2, 4, 1], 'bool', 'rank-mismatch'],
    ['of numbers', [2, 4], 'int32', 'dtype-mismatch'],
  ])('refuses a mask %s', async (_name, shape, dtype, code) => {
    const x = sample([2, 4, 3]);
    const mask = ones([...shape], dtype);
    await expectNoLeak(async () => {
      await errorOf(() => apply(scan(decay()), {}, { x, mask }), code as 'axis-mismatch');
    });
    dispose([x, mask]);
  });

  test('has the ports of the cell, with time in x and y and an optional first state', () => {
    const particle = scan(decay());
    expect(particle.input).toEqual({
      x: { shape: ['batch', 'time', 'features'], dtype: 'float32' },
      h: { ...row, optional: true },
      mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
    });
    expect(particle.output).toEqual({
      y: { shape: ['batch', 'time', 'features'], dtype: 'float32' },
      h: row,
    });
  });

  test('the two halves of a sequence, the state handed on, are the whole', () => {
    const x = sample([2, 6, 3]);
    const particle = scan(decay());
    const whole = apply(particle, {}, { x });
    const early = apply(particle, {}, { x: slice(x, [0, 0, 0], [2, 4, 3]) });
    const late = apply(particle, {}, { x: slice(x, [0, 4, 0], [2, 2, 3]), h: early.outputs.h });
    expect([...late.outputs.h.dataSync()]).toEqual([...whole.outputs.h.dataSync()]);
  });

  test('weights are those of the cell, used at every step', async () => {
    const cell = graph(
      {
        x: { shape: ['batch', 'in'], dtype: 'float32' },
        h: { shape: ['batch', 4], dtype: 'float32' },
      },
      { name: 'cell' },
    )
      .node('project', dense({ units: 4 }), { x: 'x' })
      .node('recur', dense({ units: 4, useBias: false }), { x: 'h' })
      .node('sum', add(), { a: 'project', b: 'recur' })
      .node('active', tanh(), { x: 'sum' })
      .output({ y: 'active', h: 'active' });
    const particle = compose(input({ shape: ['batch', 'steps', 3], dtype: 'float32' })).to(
      scan(cell),
    );
    expect(Object.keys(particle.params)).toEqual([
      'scan/project/kernel',
      'scan/project/bias',
      'scan/recur/kernel',
    ]);
    expect(particle.params['scan/project/kernel']?.shape).toEqual([3, 4]);
    expect(shapeOf(particle)).toEqual(['batch', 'steps', 4]);
    const x = sample([2, 3, 3]);
    const variables = initialize(particle, { seed: 1 });
    const [kernel, bias, recur] = Object.values(variables).map(({ value }) => [
      ...value.dataSync(),
    ]);
    const { y } = plain(apply(particle, variables, { x }).outputs);
    const values = [...x.dataSync()];
    let worst = 0;
    for (let b = 0; b < 2; b++) {
      let h = [0, 0, 0, 0];
      for (let t = 0; t < 3; t++) {
        h = h.map((_, u) => {
          let sum = bias![u]!;
          for (let i = 0; i < 3; i++) sum += values[(b * 3 + t) * 3 + i]! * kernel![i * 4 + u]!;
          for (let i = 0; i < 4; i++) sum += h[i]! * recur![i * 4 + u]!;
          return Math.tanh(sum);
        });
        h.forEach((value, u) => {
          worst = Math.max(worst, Math.abs(value - y!.values[(b * 3 + t) * 4 + u]!));
        });
      }
    }
    expect(worst).toBeLessThan(1e-5);
    disposeVariables(variables);
    await expectRoundTrip(particle, { inputs: { x } });
    x.dispose();
  });

  test('time comes behind a batch that is a spread', () => {
    const particle = scan(rescale(2));
    expect(particle.input.x.shape).toEqual(['...shape', 'time']);
    const net = scan(compose(dense({ units: 2 })).to(relu()));
    expect(net.input.x.shape).toEqual(['...lead', 'time', 'in']);
    const x = sample([2, 3, 5, 4]);
    const outputs = runOnce(net, { inputs: { x }, bindings: { in: 4 } });
    expect(outputs['y']?.shape).toEqual([2, 3, 5, 2]);
    const flat = runOnce(compose(dense({ units: 2 })).to(relu()), {
      inputs: { x },
      bindings: { in: 4 },
    });
    expect(outputs['y']).toEqual(flat['y']);
    x.dispose();
  });

  test('states have the dtype that the cell states', () => {
    const count = defineParticle({
      kind: 'test/count@1',
      name: 'count',
      input: { x: row, n: { shape: ['batch'], dtype: 'int32' } },
      output: { y: row, n: { shape: ['batch'], dtype: 'int32' } },
      run: (_context, { x, n }) => ({ outputs: { y: x, n: cast(addOp(n, 1), 'int32') } }),
    });
    const { outputs } = apply(scan(count), {}, { x: sample([2, 5, 1]) });
    expect(outputs.n.dtype).toBe('int32');
    expect([...outputs.n.dataSync()]).toEqual([5, 5]);
  });

  test('draws other random numbers at each step, and the same for the same seed', () => {
    const particle = scan(dropout(0.5));
    const x = sample([1, 2, 100]);
    const run = (seed: number) =>
      runOnce(particle, { inputs: { x }, training: true, seed })['y']?.values ?? [];
    const zeros = run(1).map((value) => value === 0);
    expect(zeros.slice(0, 100)).not.toEqual(zeros.slice(100));
    expect(run(1)).toEqual(run(1));
    x.dispose();
  });

  test('hands state of the cell on from step to step, and gives only what changed', () => {
    const counting = defineParticle({
      kind: 'test/counting@1',
      name: 'counting',
      input: { x: row },
      output: { y: row },
      state: { steps: { shape: [], initializer: 'zeros' } },
      run: ({ training }, { x }, _params, { steps }) => ({
        outputs: { y: addOp(x, steps) },
        ...(training && { state: { steps: addOp(steps, 1) } }),
      }),
    });
    const variables = initialize(scan(counting), { seed: 1 });
    const x = tensor([0, 0, 0], [1, 3, 1]);
    const trained = apply(scan(counting), variables, { x }, { training: true });
    expect([...trained.outputs.y.dataSync()]).toEqual([0, 1, 2]);
    expect([...(trained.state['steps'] as Tensor).dataSync()]).toEqual([3]);
    expect(apply(scan(counting), variables, { x }).state).toEqual({});
  });

  test.each<[string, AnyParticle, string, RegExp]>([
    [
      'a cell without y',
      any(stub('c', row, { value: 'text' })),
      'contract-invalid',
      /from 'x' to 'y'/,
    ],
    ['a cell without x', any(add()), 'contract-invalid', /from 'x' to 'y'/],
    [
      'a cell without a batch',
      any(stub('c', { shape: [] }, { shape: [] })),
      'contract-invalid',
      /batch first/,
    ],
    [
      'a cell that gives no batch',
      any(stub('c', row, { shape: [] })),
      'contract-invalid',
      /batch first/,
    ],
    [
      'a cell on texts',
      any(stub('c', { value: 'text', shape: ['batch'] }, { shape: ['batch'] })),
      'contract-invalid',
      /works on tensors/,
    ],
    [
      'a cell on the host',
      any({ ...relu(), traits: { ...relu().traits, host: true } }),
      'contract-invalid',
      /works on tensors/,
    ],
    [
      'a state that does not come out',
      any({ ...decay(), output: { y: row } }),
      'contract-invalid',
      /the state 'h' of 'decay' goes in and does not come out/,
    ],
    [
      'a cell that knows time',
      any(scan(decay())),
      'contract-invalid',
      /'scan' knows 'time' by itself/,
    ],
    [
      'a state that comes out larger',
      any({
        ...decay(),
        output: { y: row, h: { shape: ['batch', ['mul', 2, 'features']], dtype: 'float32' } },
      }),
      'axis-mismatch',
      /^'x' -> 'decay' port 'x', axis 1: needs 2\*features \(features\), got features/,
    ],
    [
      'a state that comes out as another dtype',
      any({ ...decay(), output: { y: row, h: { shape: ['batch', 'features'], dtype: 'int32' } } }),
      'dtype-mismatch',
      /^'decay' -> 'decay' port 'h', dtype: needs float32, got int32/,
    ],
  ])('refuses %s', async (_name, cell, code, summary) => {
    expect((await errorOf(() => scan(cell), code as 'contract-invalid')).summary).toMatch(summary);
  });

  test('sizes are narrowed to those with which the state fits again', () => {
    const eight = { shape: ['batch', 8], dtype: 'float32' } as const;
    const particle = scan(any({ ...decay(), output: { y: eight, h: eight } }));
    expect(particle.input).toEqual({
      x: { shape: ['batch', 'time', 8], dtype: 'float32' },
      h: { ...eight, optional: true },
      mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
    });
  });

  test.each<[string, AnyParticle, readonly number[], string, RegExp]>([
    ['no steps', any(scan(decay())), [2, 0, 3], 'data-empty', /no steps in time/],
    [
      'a first state that nothing tells the size of',
      any(
        scan(
          any({
            ...decay(),
            input: { x: row, h: { shape: ['batch', 'units'], dtype: 'float32' } },
            output: { y: row, h: { shape: ['batch', 'units'], dtype: 'float32' } },
          }),
        ),
      ),
      [2, 2, 3],
      'port-missing',
      /the first state 'h' must be given/,
    ],
  ])('refuses %s at the call, and leaks nothing', async (_name, particle, shape, code, summary) => {
    const x = sample(shape);
    await expectNoLeak(async () => {
      const error = await errorOf(() => apply(particle, {}, { x }), code as 'data-empty');
      expect(error.summary).toMatch(summary);
    });
    x.dispose();
  });

  test('comes back from a manifest', async () => {
    const x = sample([2, 3, 4]);
    await expectRoundTrip(scan(decay(), { reverse: true, name: 'back' }), { inputs: { x } }, kinds);
    x.dispose();
  });

  test('costs a step at each time', () => {
    expect(scan(relu()).flops).toEqual(['mul', 'time', relu().flops]);
    expect(chain([input({ shape: ['batch', 7, 3], dtype: 'float32' }), scan(decay())]).flops).toBe(
      0,
    );
  });
});
