import { defineParticle } from '../src/define-particle.ts';
import type { AnyParticle } from '../src/particle.ts';
import { errorOf } from './support/errors.ts';

const base = {
  kind: 'my-package/thing@1',
  name: 'thing',
  input: { x: { shape: ['n'] } },
  output: { y: { shape: ['n'] } },
  run: () => ({ outputs: {} }),
};

/** A definition as JavaScript would let it through. */
const define = (change: object): AnyParticle =>
  (defineParticle as (definition: unknown) => AnyParticle)({ ...base, ...change });

describe('defineParticle', () => {
  test('fills in what is left out', () => {
    const particle = define({});
    expect(particle).toMatchObject({
      config: {},
      children: [],
      where: [],
      params: {},
      state: {},
      flops: 0,
      traits: {
        deterministic: true,
        batchable: true,
        differentiable: true,
        needsSeed: false,
        host: false,
      },
    });
    expect('composition' in particle).toBe(false);
  });

  test('keeps the traits that are stated, and the defaults of the others', () => {
    expect(define({ traits: { host: true } }).traits).toEqual({
      deterministic: true,
      batchable: true,
      differentiable: true,
      needsSeed: false,
      host: true,
    });
  });

  test.each(['a/b@1', '@scope/a-b/c@12', 'my-package/conv2d@3', 'p2/X-y@0'])(
    'takes the kind %s',
    (kind) => {
      expect(define({ kind }).kind).toBe(kind);
    },
  );

  test.each([
    '',
    'thing',
    'a/b',
    'a/b@',
    'a/b@x',
    'A/b@1',
    'a/b/c@1',
    'a/ b@1',
    '../a/b@1',
    'a/b@1\n',
    7,
    undefined,
  ])('refuses the kind %j', async (kind) => {
    await errorOf(() => define({ kind }), 'name-invalid');
  });

  test.each(['a', 'conv1', '0', 'a_b-c.d'])('takes the name %s', (name) => {
    expect(define({ name }).name).toBe(name);
  });

  test.each([
    '',
    'a/b',
    ' a',
    'a b',
    '.a',
    '-a',
    '_a',
    '__proto__',
    'a\n',
    'ä',
    7,
    undefined,
    null,
  ])('refuses the name %j', async (name) => {
    await errorOf(() => define({ name }), 'name-invalid');
  });

  test('refuses a contract that cannot be evaluated', async () => {
    const error = await errorOf(
      () => define({ output: { y: { shape: ['m'] } } }),
      'contract-invalid',
    );
    expect(error.path).toBe('thing.output.y');
    await errorOf(
      () => define({ params: { w: { shape: ['m'], initializer: 'zeros' } } }),
      'contract-invalid',
    );
  });

  test('freezes everything, at every depth, whatever was frozen before', () => {
    const config = { list: [{ deep: [1] }] };
    const particle = define({
      config: Object.freeze(config),
      input: Object.freeze({ x: { shape: ['n'], range: [0, 1] } }),
      params: { w: { shape: ['n'], initializer: { type: 'constant', value: 1 } } },
    });
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(particle)).toBe(true);
    expect(() => ((particle as { name: string }).name = 'other')).toThrow(TypeError);
    expect(() => (particle.input['x'] as { shape: unknown[] }).shape.push(1)).toThrow(TypeError);
  });
});
