import { chain, compose } from '../../src/combinators/chain.ts';
import { repeat } from '../../src/combinators/repeat.ts';
import { residual } from '../../src/combinators/residual.ts';
import { add } from '../../src/combinators/merge.ts';
import {
  batchNormalization,
  dense,
  identity,
  input,
  relu,
  rescale,
} from '../../src/elementary/index.ts';
import type { AnyParticle } from '../../src/particle.ts';
import { any, shapeOf, slide, split, stub } from '../support/cases.ts';
import { described, expectRoundTrip, runOnce, sample } from '../support/combinations.ts';
import { errorOf } from '../support/errors.ts';

describe('residual', () => {
  test('adds the input to what becomes of it', () => {
    const x = sample([2, 3]);
    const values = [...x.dataSync()];
    expect(runOnce(residual(relu()), { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => Math.fround(Math.max(value, 0) + value)),
    );
    x.dispose();
  });

  test('adds what the shortcut makes of the input', () => {
    const x = sample([2, 3]);
    const values = [...x.dataSync()];
    const particle = residual(rescale(2), { shortcut: rescale(3) });
    expect(runOnce(particle, { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => Math.fround(Math.fround(value * 2) + Math.fround(value * 3))),
    );
    x.dispose();
  });

  test.each<[string, AnyParticle, readonly unknown[], readonly unknown[]]>([
    ['sizes that f leaves open', residual(dense({ units: 8 })), ['...lead', 8], ['...lead', 8]],
    [
      'sizes that a chain leaves open',
      residual(
        compose(dense({ units: 4 }))
          .to(relu())
          .to(dense({ units: 6 })),
      ),
      ['...lead', 6],
      ['...lead', 6],
    ],
    ['none are left', residual(relu()), ['...shape'], ['...shape']],
    [
      'a shortcut that opens them',
      residual(dense({ units: 8 }), { shortcut: dense({ units: 8 }) }),
      ['...lead', 'in'],
      ['...lead', 8],
    ],
    [
      'a shortcut with symbols of its own',
      residual(
        stub('f', { shape: ['b', 'n'], dtype: 'float32' }, { shape: ['b', 5], dtype: 'float32' }),
        { shortcut: dense({ units: 5 }) },
      ),
      ['b', 'n'],
      ['b', 5],
    ],
  ])('%s become those that make both ways equal', (_name, particle, x, y) => {
    expect(particle.input['x']?.shape).toEqual(x);
    expect(shapeOf(particle)).toEqual(y);
  });

  test('weights of f keep their paths, those of the shortcut are under shortcut', () => {
    const particle = residual(compose(dense({ units: 4 })).to(dense({ units: 4 })), {
      shortcut: dense({ units: 4, useBias: false }),
    });
    expect(Object.keys(particle.params)).toEqual([
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
      'shortcut/kernel',
    ]);
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'f that changes the shape',
      () => residual(any(slide(3, 1))),
      'axis-mismatch',
      "'x' -> 'add' port 'b', axes '...shape': needs [batch, length - 2], got [batch, length] (has [batch, length] float32; 'add' takes [...shape] float32)",
    ],
    [
      'f that changes the rank',
      () =>
        residual(
          any(stub('f', { shape: ['n'], dtype: 'float32' }, { shape: ['n', 1], dtype: 'float32' })),
        ),
      'axis-mismatch',
      "'x' -> 'add' port 'b', axes '...shape': needs [n, 1], got [n] (has [n] float32; 'add' takes [...shape] float32)",
    ],
    [
      'f of another dtype',
      () =>
        residual(
          any(stub('f', { shape: ['n'], dtype: 'int32' }, { shape: ['n'], dtype: 'float32' })),
        ),
      'dtype-mismatch',
      "'x' -> 'add' port 'b', dtype: needs float32, got int32 (has [n] int32; 'add' takes [...shape] float32)",
    ],
    [
      'a shortcut of another size',
      () => residual(any(dense({ units: 3 })), { shortcut: dense({ units: 4, name: 'way' }) }),
      'axis-mismatch',
      "'way' -> 'add' port 'b', axes '...shape': needs [...lead, 3], got [...lead, 4] (has [...lead, 4] float32; 'add' takes [...shape] float32)",
    ],
    [
      'a shortcut that does not take the input',
      () =>
        residual(any(dense({ units: 3 })), {
          shortcut: stub('way', { shape: ['n'], dtype: 'int32' }, { shape: [3] }),
        }),
      'dtype-mismatch',
      "'x' -> 'way' port 'x', dtype: needs int32, got float32 (has [...lead, in] float32; 'way' takes [n] int32)",
    ],
    [
      'f without y',
      () => residual(any(split())),
      'port-missing',
      "a residual needs a particle from 'x' to 'y'",
    ],
    [
      'f without x',
      () => residual(any(add())),
      'port-missing',
      "a residual needs a particle from 'x' to 'y'",
    ],
    [
      'a shortcut without y',
      () => residual(any(relu()), { shortcut: split() }),
      'port-missing',
      "a shortcut goes from 'x' to 'y'",
    ],
    ['no particle', () => residual(3 as never), 'option-invalid', 'residual() takes particles'],
    [
      'an unknown option',
      () => residual(any(relu()), { short: relu() } as never),
      'option-unknown',
      "residual() has no option 'short'",
    ],
  ])('refuses %s', async (_name, make, code, summary) => {
    expect((await errorOf(make, code as 'axis-mismatch')).summary).toBe(summary);
  });

  test('comes back from a manifest, with and without a shortcut', async () => {
    const x = sample([3, 4]);
    const f = compose(dense({ units: 4 }))
      .to(batchNormalization())
      .to(relu());
    await expectRoundTrip(residual(f, { name: 'block' }), { inputs: { x }, training: true });
    await expectRoundTrip(residual(f, { shortcut: identity() }), { inputs: { x } });
    x.dispose();
  });
});

describe('repeat', () => {
  test('is the chain of its repetitions, each with weights of its own', () => {
    const x = sample([2, 3]);
    const values = [...x.dataSync()];
    expect(runOnce(repeat(rescale(2), 3), { inputs: { x } })['y']?.values).toEqual(
      values.map((value) => value * 8),
    );
    const particle = repeat(compose(dense({ units: 3 })).to(relu()), 2);
    expect(Object.keys(particle.params)).toEqual([
      '0/dense/kernel',
      '0/dense/bias',
      '1/dense/kernel',
      '1/dense/bias',
    ]);
    x.dispose();
  });

  test.each([1, 2, 3, 7])('has the contract of the chain of %d', (times) => {
    const block = dense({ units: 5 });
    const { input: x, output } = described(repeat(block, times)) as AnyParticle;
    const whole = chain(Array.from({ length: times }, () => block));
    expect({ x, output }).toEqual({ x: whole.input, output: whole.output });
    expect(repeat(block, times).flops).toEqual(whole.flops);
  });

  test('shrinks windows as often as it runs them', () => {
    expect(shapeOf(repeat(slide(3, 1), 4))).toEqual(['batch', ['add', 'length', -8]]);
    const six = chain([input({ shape: ['batch', 6], dtype: 'float32' }), repeat(slide(3, 1), 2)]);
    expect(shapeOf(six)).toEqual(['batch', 2]);
  });

  test('inputs take the outputs of the same name, as in a chain', () => {
    const two = { a: { shape: ['n'] }, b: { shape: ['n'] } } as const;
    const swap = any({ ...stub('swap', { shape: [] }, { shape: [] }), input: two, output: two });
    const particle = repeat(swap, 2);
    expect(particle.composition?.nodes[1]?.inputs).toEqual({
      a: { node: '0', port: 'a' },
      b: { node: '0', port: 'b' },
    });
    expect(Object.keys(particle.output)).toEqual(['a', 'b']);
  });

  test.each<[string, () => unknown, string, RegExp]>([
    [
      'what does not fit itself',
      () => repeat(any(stub('n', { shape: [3] }, { shape: [4] })), 2),
      'axis-mismatch',
      /^'n' -> 'n' port 'x', axis 0: needs 3, got 4/,
    ],
    [
      'no repetition',
      () => repeat(any(relu()), 0),
      'option-invalid',
      /'times' must be an integer from 1 to 1000/,
    ],
    ['half a repetition', () => repeat(any(relu()), 1.5), 'option-invalid', /times/],
    ['more than any model has', () => repeat(any(relu()), 1e9), 'option-invalid', /times/],
    [
      'weights without end',
      () => repeat(repeat(any(dense({ units: 2 })), 1000), 1000),
      'contract-invalid',
      /at most 100000 weights/,
    ],
    ['no particle', () => repeat('relu' as never, 2), 'option-invalid', /takes particles/],
  ])('refuses %s', async (_name, make, code, summary) => {
    expect((await errorOf(make, code as 'option-invalid')).summary).toMatch(summary);
  });

  test('once fits whatever it is', () => {
    expect(shapeOf(repeat(stub('n', { shape: [3] }, { shape: [4] }), 1))).toEqual([4]);
  });

  test('comes back from a manifest', async () => {
    const x = sample([2, 4]);
    const block = residual(compose(dense({ units: 4 })).to(relu()));
    await expectRoundTrip(repeat(block, 3, { name: 'trunk' }), { inputs: { x } });
    x.dispose();
  });
});
