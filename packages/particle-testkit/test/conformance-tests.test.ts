import '@tensorflow/tfjs-backend-cpu';
import {
  defineParticle,
  leafKind,
  ParticleError,
  type AnyParticle,
  type ErrorCode,
} from '@sora-particles/combinator-core';
import { dense, denseKind, dropout, relu } from './support/elementary.ts';
import {
  conformanceTests,
  describeConformance,
  type ConformanceOptions,
} from '@sora-particles/particle-testkit';

const codeOf = async (act: () => unknown): Promise<ErrorCode | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof ParticleError) return error.code;
    throw error;
  }
};

const files = defineParticle({
  kind: 'test/files@1',
  name: 'files',
  input: { x: { value: 'bytes', meaning: 'image' } },
  output: { y: { shape: [1], dtype: 'float32' } },
  traits: { host: true, differentiable: false },
  run: () => Promise.reject(new ParticleError({ code: 'decode-failed', summary: 'always' })),
});

/** Its sizes are too rare to be met by chance. */
const rare = defineParticle({
  kind: 'test/rare@1',
  name: 'rare',
  input: { x: { shape: ['a', 'b', 'c'], dtype: 'float32' } },
  output: { y: { shape: ['a', 'b', 'c'], dtype: 'float32' } },
  where: [['equal', ['mul', 'a', 'b', 'c'], 10_007]],
  run: (_context, { x }) => ({ outputs: { y: x } }),
});

function testOf(particle: AnyParticle, rule: string, more: Partial<ConformanceOptions> = {}) {
  const tests = conformanceTests({
    kinds: [leafKind(particle.kind, () => particle)],
    examples: [particle],
    ...more,
  });
  const found = tests.find((test) => test.rule === rule);
  if (found === undefined) throw new RangeError(rule);
  return found;
}

describe('conformanceTests()', () => {
  test('gives a test for each example and each rule that applies to it', () => {
    const tests = conformanceTests({ kinds: [], examples: [relu(), dropout(0.5)] });
    const rulesOf = (example: string) =>
      tests.filter((each) => each.example === example).map(({ rule }) => rule);
    expect(rulesOf('package')).toEqual(['complete']);
    expect(rulesOf('combinator-core/relu@1')).toContain('gradient');
    expect(rulesOf('combinator-core/dropout@1')).not.toContain('range');
    expect(new Set(tests.map(({ name }) => name)).size).toBe(tests.length);
  });

  test('tells examples of one kind apart', () => {
    const examples = [relu(), relu(), relu({ name: 'other' }), { particle: relu(), title: 'mine' }];
    const titles = new Set(conformanceTests({ kinds: [], examples }).map(({ example }) => example));
    expect([...titles]).toEqual([
      'package',
      'combinator-core/relu@1',
      'combinator-core/relu@1 (2)',
      "combinator-core/relu@1 'other'",
      'mine',
    ]);
  });

  test('leaves out a rule for which an example states a reason', () => {
    const examples = [{ particle: relu(), except: { gradient: 'a reason' } }];
    const rules = conformanceTests({ kinds: [], examples }).map(({ rule }) => rule);
    expect(rules).not.toContain('gradient');
  });

  test('misses an example of a kind', async () => {
    const complete = testOf(relu(), 'complete', { kinds: [denseKind] });
    await expect(complete.run()).rejects.toThrow(/none of combinator-core\/dense@1/);
    const within = testOf(relu(), 'complete', { kinds: [denseKind], examples: [dense] });
    await expect(within.run()).resolves.toBeUndefined();
  });

  test('runs on the backend that is asked for', async () => {
    await expect(testOf(relu(), 'contract', { backend: 'cpu' }).run()).resolves.toBeUndefined();
  });

  test.each([
    ['option-missing', { kinds: [] }],
    ['option-invalid', { kinds: [], examples: [] }],
    ['option-invalid', { kinds: [1], examples: [relu()] }],
    ['option-invalid', { kinds: [], examples: [1] }],
    ['option-invalid', { kinds: [], examples: [null] }],
    ['option-invalid', { kinds: [], examples: [{ particle: {} }] }],
    ['option-invalid', { kinds: [], examples: [relu()], seeds: [] }],
    ['option-invalid', { kinds: [], examples: [relu()], seeds: [0.5] }],
    ['option-unknown', { kinds: [], examples: [relu()], seed: 1 }],
    ['kind-duplicate', { kinds: [denseKind, denseKind], examples: [relu()] }],
  ])('%s: %j', async (code, options) => {
    expect(await codeOf(() => conformanceTests(options as unknown as ConformanceOptions))).toBe(
      code,
    );
  });

  test('asks for inputs that it cannot make', async () => {
    await expect(testOf(files, 'contract').run()).rejects.toThrow(/give the example `inputs/);
  });

  test('asks for sizes that it does not find', async () => {
    await expect(testOf(rare, 'contract').run()).rejects.toThrow(/give the example `bindings`/);
    const examples = [{ particle: rare, bindings: { a: 1, b: 1, c: 10_007 } }];
    await expect(testOf(rare, 'contract', { examples }).run()).resolves.toBeUndefined();
  });
});

describe('describeConformance()', () => {
  const options = { kinds: [], examples: [relu()] };

  test('hands a group for each example to a test runner', async () => {
    const told: string[] = [];
    const runs: (() => Promise<void>)[] = [];
    describeConformance(options, {
      describe: (name, tests) => {
        told.push(name);
        tests();
      },
      test: (name, run) => {
        told.push(`- ${name}`);
        runs.push(run);
      },
    });
    expect(told.slice(0, 4)).toEqual([
      'package',
      '- has an example of every kind',
      'combinator-core/relu@1',
      '- follows the rules for names',
    ]);
    await expect(runs[0]?.()).resolves.toBeUndefined();
  });

  test('refuses to run without a test runner', async () => {
    const { describe: own } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'describe');
      expect(await codeOf(() => describeConformance(options))).toBe('option-missing');
    } finally {
      globalThis.describe = own;
    }
  });
});
