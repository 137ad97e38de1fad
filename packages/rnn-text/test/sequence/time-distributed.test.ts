import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  defineParticle,
  initialize,
  disposeVariables,
  predict,
  type AnyParticle,
} from '@sora-particles/combinator-core';
import {
  batchNormalization,
  dense,
  flatten,
  input,
} from '@sora-particles/combinator-core/elementary';
import { dotProductAttention, timeDistributed } from '@sora-particles/rnn-text';
import { memory, reshape, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { expectClose } from '../support/close.ts';
import { errorOf } from '../support/errors.ts';
import { pattern } from '../support/pattern.ts';
import { patternWeights, runParticle } from '../support/run-particle.ts';

const image = compose(input({ shape: ['batch', 2, 3], dtype: 'float32' }))
  .to(flatten())
  .to(dense({ units: 4 }));

describe('timeDistributed', () => {
  it('gives each step what the particle gives it', () => {
    const before = memory().numTensors;
    tidy(() => {
      const weights = patternWeights(image, {});
      const x = pattern('x', [2, 5, 2, 3]);
      const y = runParticle(timeDistributed(image), { x }, weights)['y'] as Tensor;
      expect(y.shape).toEqual([2, 5, 4]);
      const alone = runParticle(image, { x: reshape(x, [10, 2, 3]) }, weights)['y'] as Tensor;
      expectClose(y, alone, 0);
    });
    expect(memory().numTensors).toBe(before);
  });

  it('has the weights of the particle, and the work of all steps', () => {
    const particle: AnyParticle = timeDistributed(image, { name: 'frames' });
    expect(particle.params).toEqual(image.params);
    expect(particle.flops).toEqual(['mul', 48, 'batch', 'time']);
    expect(particle.output['y']?.shape).toEqual(['batch', 'time', 4]);
  });

  it('takes no sequence, and sequences without a step', () => {
    tidy(() => {
      const weights = patternWeights(image, {});
      for (const sizes of [
        [0, 5],
        [5, 0],
      ]) {
        const x = zeros([...sizes, 2, 3]);
        const { y } = runParticle(timeDistributed(image), { x }, weights);
        expect(y?.shape).toEqual([...sizes, 4]);
      }
    });
  });

  it('runs within a chain', async () => {
    const chain = compose(input({ shape: ['batch', 5, 2, 3], dtype: 'float32' })).to(
      timeDistributed(image),
    );
    const variables = initialize(chain, { seed: 1 });
    const answer = await predict(chain, variables, zeros([2, 5, 2, 3]));
    expect(answer.shape).toEqual([2, 5, 4]);
    answer.dispose();
    disposeVariables(variables);
  });

  it.each<[string, AnyParticle, string]>([
    ['what takes any number of leading axes', dense({ units: 2 }), 'use it as it is'],
    ['what normalises over all of them', batchNormalization(), 'use it as it is'],
    ['what knows time by itself', dotProductAttention(), 'use it as it is'],
  ])('refuses %s', (_title, particle, remedy) => {
    expect(errorOf(() => timeDistributed(particle), 'contract-invalid').remedy).toBe(remedy);
  });

  it('refuses what is not about a batch, and what is no particle', () => {
    const pair = defineParticle({
      kind: 'test/pair@1',
      name: 'pair',
      input: { x: { shape: ['batch', 2], dtype: 'float32' } },
      output: { y: { shape: [2, 'batch'], dtype: 'float32' } },
      run: (_context, { x }) => ({ outputs: { y: x } }),
    });
    errorOf(() => timeDistributed(pair), 'contract-invalid');
    errorOf(() => timeDistributed(flatten as never), 'option-invalid');
    errorOf(() => timeDistributed(flatten(), { axis: 1 } as never), 'option-unknown');
  });
});
