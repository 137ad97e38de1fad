import '@tensorflow/tfjs-backend-cpu';
import {
  compose,
  cost,
  graph,
  initialize,
  disposeVariables,
  predict,
} from '@sora-particles/combinator-core';
import { dropout, input } from '@sora-particles/combinator-core/elementary';
import {
  embedding,
  maskPadding,
  sequencePooling,
  sinusoidalPosition,
  transformerDecoderBlock,
  transformerEncoderBlock,
} from '@sora-particles/rnn-text';
import { concat, dispose, ones, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { expectClose } from '../support/close.ts';
import { errorOf } from '../support/errors.ts';
import { pattern } from '../support/pattern.ts';
import { maskOf, patternWeights, runParticle } from '../support/run-particle.ts';

const units = 4;

describe('transformerEncoderBlock', () => {
  it('is made of particles that can be seen', () => {
    const { composition } = transformerEncoderBlock({ units, heads: 2 });
    expect(composition?.nodes.map(({ name, particle }) => [name, particle.kind])).toEqual([
      ['attention', 'rnn-text/multiHeadAttention@1'],
      ['attentionDropout', 'combinator-core/dropout@1'],
      ['attentionSum', 'combinator-core/add@1'],
      ['attentionNorm', 'combinator-core/layerNormalization@1'],
      ['feedForward', 'combinator-core/chain@1'],
      ['feedForwardDropout', 'combinator-core/dropout@1'],
      ['feedForwardSum', 'combinator-core/add@1'],
      ['feedForwardNorm', 'combinator-core/layerNormalization@1'],
    ]);
  });

  it('has as many weights as the paper says', () => {
    const block = compose(input({ shape: ['batch', 10, 512], dtype: 'float32' })).to(
      transformerEncoderBlock({ units: 512, heads: 8 }),
    );
    // 4 d^2 of attention and 8 d^2 of the dense layers, with biases, and two normalisations.
    expect(cost(block).parameters).toBe(12 * 512 ** 2 + 4 * 512 + 5 * 512 + 4 * 512);
  });

  it('does not let padding change what is there', () => {
    for (const normalizeFirst of [false, true]) {
      const particle = transformerEncoderBlock({ units, heads: 2, normalizeFirst });
      tidy(() => {
        const weights = patternWeights(particle, {});
        const real = pattern('x', [1, 2, units]);
        const padded = [0, 1].map((seed) => {
          const more = pattern(`padding ${String(seed)}`, [1, 3, units]);
          const x = concat([real, more], 1);
          const mask = maskOf([[1, 1, 0, 0, 0]]);
          const y = runParticle(particle, { x, mask }, weights)['y'] as Tensor;
          return (y.arraySync() as number[][][])[0]?.slice(0, 2);
        });
        expect(padded[1]).toEqual(padded[0]);
      });
    }
  });

  it('refuses heads that do not divide the units, and wrong options', () => {
    const error = errorOf(() => transformerEncoderBlock({ units: 6, heads: 4 }), 'option-invalid');
    expect(error.path).toBe('transformerEncoderBlock.heads');
    errorOf(() => transformerEncoderBlock({ units: 4 } as never), 'option-missing');
    errorOf(
      () => transformerEncoderBlock({ units: 4, heads: 2, activation: 'softmax' as never }),
      'option-invalid',
    );
    errorOf(
      () => transformerEncoderBlock({ units: 4, heads: 2, memory: true } as never),
      'option-unknown',
    );
  });
});

test('in a chain the mask reaches blocks and pooling, past steps that do not mention it', async () => {
  const reader = compose(maskPadding())
    .to(embedding({ inputSize: 6, units }))
    .to(sinusoidalPosition())
    .to(dropout(0.5))
    .to(transformerEncoderBlock({ units, heads: 2 }))
    .to(transformerEncoderBlock({ units, heads: 2, name: 'second' }))
    .to(sequencePooling({ mode: 'average' }));
  const variables = initialize(reader, { seed: 1 });
  const short = await predict(reader, variables, [[3, 1, 5]]);
  const long = await predict(reader, variables, [[3, 1, 5, 0, 0, 0]]);
  const other = await predict(reader, variables, [[3, 1, 5, 2, 0, 0]]);
  expectClose(long, short, 1e-6);
  expect(Math.abs((other.dataSync()[0] ?? 0) - (short.dataSync()[0] ?? 0))).toBeGreaterThan(1e-4);
  dispose([short, long, other]);
  disposeVariables(variables);
});

describe('transformerDecoderBlock', () => {
  it('stacks over one memory in a graph', async () => {
    const block = () => transformerDecoderBlock({ units, heads: 2, hiddenUnits: 3 });
    const wires = { memory: 'memory', mask: 'mask', memoryMask: 'memoryMask' } as const;
    const stack = graph({
      x: { shape: ['batch', 'time', units], dtype: 'float32' },
      mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
      memory: { shape: ['batch', 'memoryTime', 3], dtype: 'float32' },
      memoryMask: { shape: ['batch', 'memoryTime'], dtype: 'bool', optional: true },
    })
      .node('first', block(), { x: 'x', ...wires })
      .node('second', block(), { x: 'first', ...wires })
      .output({ y: 'second' });
    expect(stack.params['second/memoryAttention/key/kernel']?.shape).toEqual([3, 2, 2]);
    const variables = initialize(stack, { seed: 1 });
    const [x, memory] = [ones([2, 3, units]), ones([2, 5, 3])];
    const y = await predict(stack, variables, { x, memory });
    expect(y.shape).toEqual([2, 3, units]);
    disposeVariables(variables);
  });
});
