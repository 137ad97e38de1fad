import '@tensorflow/tfjs-backend-cpu';
import { grad, ones, sum, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { apply } from '../src/apply.ts';
import { chain } from '../src/combinators/chain.ts';
import { defineParticle } from '../src/define-particle.ts';
import {
  concatenate,
  decodeLabels,
  dense,
  identity,
  input,
  softmax,
} from '../src/elementary/index.ts';
import type { ErrorCode } from '../src/errors.ts';
import { registerGradients } from '../src/gradients.ts';
import { initialize } from '../src/initialize.ts';
import type { AnyParticle, Value } from '../src/particle.ts';
import { errorOf } from './support/errors.ts';
import { expectNoLeak } from './support/leaks.ts';

const layer = chain([input({ shape: ['batch', 3], dtype: 'float32' }), dense({ units: 2 })]);
const variables = initialize(layer, { seed: 1 });
const any = (particle: AnyParticle): AnyParticle => particle;

/** A particle whose run breaks its contract. */
const lying = (outputs: Record<string, Value>) =>
  any(
    defineParticle({
      kind: 'test/lying@1',
      name: 'lying',
      input: { x: { shape: ['batch', 'in'], dtype: 'float32' } },
      output: { y: { shape: ['batch', 2], dtype: 'float32' } },
      run: () => ({ outputs: outputs as { y: Tensor } }),
    }),
  );

describe('apply', () => {
  it.each<[string, AnyParticle, Record<string, Value>, ErrorCode]>([
    ['a port that there is not', layer, { x: ones([1, 3]), z: ones([1]) }, 'port-unknown'],
    ['a port that is missing', concatenate(), { a: ones([1, 3]) }, 'port-missing'],
    ['another rank', layer, { x: ones([3]) }, 'rank-mismatch'],
    ['another size', layer, { x: ones([2, 4]) }, 'axis-mismatch'],
    [
      'sizes that do not agree',
      concatenate(),
      { a: ones([2, 3]), b: ones([3, 3]) },
      'axis-mismatch',
    ],
    ['another dtype', layer, { x: zeros([2, 3], 'int32') }, 'dtype-mismatch'],
    ['what is no tensor', layer, { x: 'text' }, 'value-invalid'],
    ['a host particle', decodeLabels({ labels: ['a'] }), { x: ones([1, 1]) }, 'host-only'],
  ])('refuses %s and leaks nothing', (_what, particle, inputs, code) =>
    expectNoLeak(async () => {
      const own = particle === layer ? variables : {};
      const error = await errorOf(() => apply(particle, own, inputs), code);
      expect(error.summary).not.toContain('undefined');
    }),
  );

  it.each<[string, Record<string, Value>]>([
    ['another shape', { y: ones([1, 3]) }],
    ['another rank', { y: ones([2]) }],
    ['another dtype', { y: zeros([1, 2], 'int32') }],
    ['no tensor', { y: 'text' }],
    ['nothing', {}],
  ])('tells who breaks the contract by giving %s', async (_what, outputs) => {
    const error = await errorOf(
      () => apply(lying(outputs), {}, { x: ones([1, 4]) }),
      'output-invalid',
    );
    expect(error.path).toBe('lying.y');
    expect(error.remedy).toContain('test/lying@1');
  });

  it('leaves inputs and variables alone', () => {
    const x = ones([2, 3]);
    const { outputs } = apply(any(identity()), {}, { x });
    (outputs['y'] as Tensor).dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('is differentiable', () => {
    registerGradients();
    const gradient = grad((x: Tensor) =>
      sum(apply(any(layer), variables, { x }).outputs['y'] as Tensor),
    );
    const kernel = variables['dense/kernel']!.value.dataSync();
    const expected = [0, 1, 2].map((row) => kernel[row * 2]! + kernel[row * 2 + 1]!);
    gradient(ones([1, 3]))
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  it('needs the variables of the particle', async () => {
    await errorOf(() => apply(any(layer), {}, { x: ones([1, 3]) }), 'variable-missing');
    await errorOf(
      () => apply(any(softmax()), variables, { x: ones([1, 3]) }),
      'variable-unexpected',
    );
  });
});
