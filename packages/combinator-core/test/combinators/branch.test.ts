import { sub } from '@tensorflow/tfjs-core';
import { branch } from '../../src/combinators/branch.ts';
import { chain, compose } from '../../src/combinators/chain.ts';
import { add, average, multiply } from '../../src/combinators/merge.ts';
import { parallel } from '../../src/combinators/parallel.ts';
import { defineParticle } from '../../src/define-particle.ts';
import {
  concatenate,
  dense,
  dropout,
  identity,
  input,
  relu,
  rescale,
} from '../../src/elementary/index.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { any, shapeOf, split, stub } from '../support/cases.ts';
import { described, expectRoundTrip, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';
import { expectNoLeak } from '../support/leaks.ts';

const image = { shape: ['...s'], dtype: 'float32', meaning: 'image' } as const;

describe('branch', () => {
  test('gives one input to all', () => {
    const particle = branch({ double: rescale(2), negative: rescale(-1) });
    const x = sample([2, 3]);
    const values = [...x.dataSync()];
    expect(runOnce(particle, { inputs: { x } })).toEqual({
      double: { shape: [2, 3], values: values.map((value) => value * 2) },
      negative: { shape: [2, 3], values: values.map((value) => -value) },
    });
    x.dispose();
  });

  test('takes the branches by name, whatever their order', () => {
    const one = branch({ b: relu(), a: dense({ units: 2 }) });
    const two = branch({ a: dense({ units: 2 }), b: relu() });
    expect(described(one)).toEqual(described(two));
    expect(one.composition?.nodes.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('weights are under the names, other outputs under name.port', () => {
    const particle = branch({ parts: split(), body: dense({ units: 2 }) });
    expect(Object.keys(particle.params)).toEqual(['body/kernel', 'body/bias']);
    expect(Object.keys(particle.output).sort()).toEqual([
      'body',
      'parts.negative',
      'parts.positive',
    ]);
  });

  test.each<[string, Record<string, AnyParticle>, object]>([
    [
      'the shape of one',
      { a: relu(), b: stub('n', { shape: ['batch', 4] }, { shape: [] }) },
      { shape: ['batch', 4], dtype: 'float32' },
    ],
    [
      'the shapes of both',
      {
        a: stub('m', { shape: ['p', 4] }, { shape: [] }),
        b: stub('n', { shape: [3, 'q'] }, { shape: [] }),
      },
      { shape: [3, 4] },
    ],
    [
      'the attributes of both',
      {
        a: any(stub('m', { shape: ['...s'], range: [0, 1] }, { shape: [] })),
        b: any(stub('n', image, { shape: [] })),
      },
      { shape: ['...shape'], range: [0, 1], dtype: 'float32', meaning: 'image' },
    ],
  ])('what branches need is needed of the input: %s', (_name, parts, x) => {
    expect(branch(parts).input).toEqual({ x });
  });

  test('conditions of branches are conditions of the whole', () => {
    const four = { ...stub('four', { shape: ['n'] }, { shape: [] }), where: [['equal', 'n', 4]] };
    expect(branch({ a: any(relu()), b: any(four as never) }).where).toEqual([['equal', 'n', 4]]);
  });

  test.each<[string, () => unknown, string, RegExp]>([
    ['none', () => branch({}), 'composition-empty', /at least one particle/],
    ['what is no particle', () => branch({ a: 3 as never }), 'option-invalid', /takes particles/],
    ['a name with a slash', () => branch({ 'a/b': relu() }), 'name-invalid', /'a\/b'/],
    ['a name with a dot', () => branch({ 'a.b': relu() }), 'name-invalid', /'a\.b'/],
    ['no name', () => branch({ '': relu() }), 'name-invalid', /''/],
    [
      'a name of prototypes',
      () => branch(JSON.parse('{"__proto__": 1}') as never),
      'name-invalid',
      /__proto__/,
    ],
    [
      'a branch with more inputs',
      () => branch({ a: any(add()) }),
      'port-unknown',
      /no input port 'x'/,
    ],
    [
      'an unknown option',
      () => branch({ a: relu() }, { nam: 'b' } as never),
      'option-unknown',
      /nam/,
    ],
    [
      'branches that contradict each other',
      () =>
        branch({
          a: any(stub('m', { shape: [3] }, { shape: [] })),
          b: any(stub('n', { shape: [4] }, { shape: [] })),
        }),
      'axis-mismatch',
      /^'x' -> 'n' port 'x', axis 0: needs 4, got 3/,
    ],
    [
      'needs that contradict each other',
      () =>
        branch({
          a: any(stub('m', { shape: ['...s'], range: [0, 1] }, { shape: [] })),
          b: any(stub('n', { shape: ['...s'], range: [0, 255] }, { shape: [] })),
        }),
      'range-mismatch',
      /needs \[0, 255\], got \[0, 1\]/,
    ],
  ])('refuses %s', async (_name, make, code, summary) => {
    expect((await errorOf(make, code as 'name-invalid')).summary).toMatch(summary);
  });

  test('joined again it is one particle, and comes back from a manifest', async () => {
    const particle = compose(
      branch({ deep: compose(dense({ units: 3 })).to(relu()), wide: dense({ units: 2 }) }),
    ).to(concatenate({ inputs: ['deep', 'wide'] }));
    expect(shapeOf(particle)).toEqual(['...shape', 5]);
    expect(Object.keys(particle.params)).toEqual([
      'branch/deep/dense/kernel',
      'branch/deep/dense/bias',
      'branch/wide/kernel',
      'branch/wide/bias',
    ]);
    const x = sample([4, 3]);
    await expectRoundTrip(particle, { inputs: { x }, bindings: { in: 3 } });
    await expectRoundTrip(branch({ a: relu() }, { name: 'fork' }), { inputs: { x } });
    x.dispose();
  });
});

describe('parallel', () => {
  test('keeps inputs, symbols and weights apart, save for the batch', () => {
    const particle = parallel({
      left: stub('m', { shape: ['batch', 'n'] }, { shape: ['batch', ['mul', 2, 'n']] }),
      right: stub(
        'm',
        { shape: ['batch', 'n', '...s'] },
        { shape: ['batch', ['window', 'n', 3, 2, 'valid', 2], '...s'] },
      ),
      third: stub('q', { shape: ['n'] }, { shape: [['div', 'n', 2], ['add', 'n', 1], null] }),
    });
    expect(particle.input).toEqual({
      left: { shape: ['batch', 'left.n'] },
      right: { shape: ['batch', 'right.n', '...right.s'] },
      third: { shape: ['third.n'] },
    });
    expect(particle.output).toEqual({
      left: { shape: ['batch', ['mul', 2, 'left.n']] },
      right: { shape: ['batch', ['window', 'right.n', 5, 2, 'valid'], '...right.s'] },
      third: { shape: [['div', 'third.n', 2], ['add', 'third.n', 1], null] },
    });
  });

  test('runs each with its own input', () => {
    const particle = parallel({ a: rescale(2), b: rescale(3) });
    const [a, b] = [sample([2], 1), sample([3], 2)];
    const values = { a: [...a.dataSync()], b: [...b.dataSync()] };
    expect(runOnce(particle, { inputs: { a, b } })).toEqual({
      a: { shape: [2], values: values.a.map((value) => value * 2) },
      b: { shape: [3], values: values.b.map((value) => Math.fround(value * 3)) },
    });
    a.dispose();
    b.dispose();
  });

  test('has ports of several inputs and outputs under name.port', () => {
    const particle = parallel({ sum: add(), parts: split() });
    expect(Object.keys(particle.input)).toEqual(['parts', 'sum.a', 'sum.b']);
    expect(Object.keys(particle.output)).toEqual(['parts.positive', 'parts.negative', 'sum']);
  });

  test('what is like an input is like the outer one', () => {
    const particle = parallel({ a: identity(), b: rescale(1 / 255) });
    expect(particle.output.a).toEqual({ shape: ['...a.shape'], like: 'a' });
    expect(particle.output.b).toMatchObject({
      like: 'b',
      range: { of: 'b', scale: 1 / 255, offset: 0 },
    });
    const scaled = chain([
      any({
        ...stub('pair', { shape: [2] }, { shape: [2] }),
        output: { a: { shape: [2] }, b: { shape: [2], dtype: 'float32', range: [0, 255] } },
      }),
      any(particle),
    ]);
    expect(scaled.output['b']).toMatchObject({ range: [0, 1] });
  });

  test('conditions speak of the outer symbols', () => {
    const four = {
      ...stub('four', { shape: ['n', '...s'] }, { shape: [] }),
      where: [['equal', 'n', 4]],
    };
    expect(parallel({ a: any(four as never) }).where).toEqual([['equal', 'a.n', 4]]);
  });

  test('refuses parts that share a batch and differ in it, and bad names', async () => {
    await errorOf(() => parallel({}), 'composition-empty');
    await errorOf(() => parallel({ 'a.b': relu() }), 'name-invalid');
    await errorOf(() => parallel({ a: relu } as never), 'option-invalid');
  });

  test('comes back from a manifest', async () => {
    const [left, right] = [sample([2, 3], 1), sample([2, 3], 2)];
    await expectRoundTrip(
      parallel({ left: dense({ units: 2 }), right: relu() }, { name: 'towers' }),
      {
        inputs: { left, right },
        bindings: { 'left.in': 3 },
      },
    );
    left.dispose();
    right.dispose();
  });
});

describe('merging', () => {
  const [a, b, c] = [
    [1, -2, 3],
    [4, 5, -6],
    [0.5, 0.25, 2],
  ] as const;
  const three = { inputs: ['p', 'q', 'r'] } as const;

  test.each<[string, AnyParticle, readonly number[]]>([
    ['add', add(three), a.map((value, i) => value + b[i]! + c[i]!)],
    ['multiply', multiply(three), a.map((value, i) => value * b[i]! * c[i]!)],
    ['average', average(three), a.map((value, i) => Math.fround((value + b[i]! + c[i]!) / 3))],
  ])('%s', async (_name, particle, expected) => {
    const { tensor } = await import('@tensorflow/tfjs-core');
    const inputs = { p: tensor([...a]), q: tensor([...b]), r: tensor([...c]) };
    expect(runOnce(particle, { inputs })['y']).toEqual({ shape: [3], values: expected });
    await expectRoundTrip(particle, { inputs });
    for (const each of Object.values(inputs)) each.dispose();
  });

  test('takes a and b where no names are given', () => {
    expect(Object.keys(add().input)).toEqual(['a', 'b']);
    expect(add({ name: 'sum' }).name).toBe('sum');
  });

  test('tensors have one shape', async () => {
    const error = await errorOf(
      () => chain([any(parallel({ a: dense({ units: 2 }), b: dense({ units: 3 }) })), any(add())]),
      'axis-mismatch',
    );
    expect(error.summary).toMatch(
      /^'parallel' -> 'add' port 'b', axes '\.\.\.shape': needs \[\.\.\.a\.lead, 2\], got \[\.\.\.a\.lead, 3\]/,
    );
  });

  test.each([
    { inputs: ['a'] },
    { inputs: ['a', 'a'] },
    { inputs: ['a', ''] },
    { inputs: 'ab' },
    { inputs: [1, 2] },
  ])('refuses %j', async (options) => {
    await errorOf(() => add(options as never), 'option-invalid');
  });
});

describe('random numbers of parts', () => {
  const half = () => dropout({ rate: 0.5 });

  test('differ from part to part, and are the same for the same seed', async () => {
    const particle = branch({ a: half(), b: half(), plain: identity() });
    const x = sample([200]);
    await expectNoLeak(() => {
      const run = (seed: number) => runOnce(particle, { inputs: { x }, training: true, seed });
      const zeros = (values: readonly number[] = []) => values.map((value) => value === 0);
      const { a, b } = run(1);
      expect(zeros(a?.values)).not.toEqual(zeros(b?.values));
      expect(run(1)).toEqual(run(1));
      expect(run(2)['a']).not.toEqual(a);
    });
    x.dispose();
  });

  test('of one part do not change when others come or go', () => {
    const x = sample([200]);
    const run = (particle: AnyParticle) =>
      runOnce(particle, { inputs: { x }, training: true, seed: 7 });
    const alone = run(branch({ b: half() }))['b'];
    expect(run(branch({ a: half(), b: half(), c: half() }))['b']).toEqual(alone);
    const behind = run(chain([identity(), half()]));
    expect(run(chain([rescale(1), identity(), half()]))).toEqual(behind);
    x.dispose();
  });

  test('are drawn only where they are needed', () => {
    expect(branch({ a: relu() }).traits.needsSeed).toBe(false);
    expect(branch({ a: relu(), b: half() }).traits.needsSeed).toBe(true);
  });
});

describe('traits', () => {
  test('of a combination follow from those of its parts', () => {
    const odd = (traits: object) =>
      any({
        ...stub('odd', { shape: ['...s'] }, { shape: ['...s'] }),
        traits: { ...relu().traits, ...traits },
      });
    const traitsWith = (traits: object) => branch({ a: relu(), b: odd(traits) }).traits;
    expect(traitsWith({})).toEqual(relu().traits);
    for (const every of ['deterministic', 'batchable', 'differentiable']) {
      expect(traitsWith({ [every]: false })).toMatchObject({ [every]: false });
    }
    for (const some of ['needsSeed', 'host']) {
      expect(traitsWith({ [some]: true })).toMatchObject({ [some]: true });
    }
  });
});

describe('state', () => {
  test('of parts is handed on by its path, and only what changed', () => {
    const counter = defineParticle({
      kind: 'test/counter@1',
      name: 'counter',
      input: { x: { shape: ['n'], dtype: 'float32' } },
      output: { y: { shape: ['n'], dtype: 'float32' } },
      state: { count: { shape: ['n'], initializer: 'zeros' } },
      run: ({ training }, { x }, _params, { count }) => ({
        outputs: { y: sub(x, count) },
        ...(training && { state: { count: x } }),
      }),
    });
    const particle = chain([input({ shape: [2], dtype: 'float32' }), counter, any(relu())]);
    expect(Object.keys(particle.state)).toEqual(['counter/count']);
  });
});
