import { compose } from '@sora-particles/combinator-core';
import {
  batchNormalization,
  dense,
  flatten,
  input,
} from '@sora-particles/combinator-core/elementary';
import type { Example } from '@sora-particles/particle-testkit';
import {
  additiveAttention,
  dotProductAttention,
  embedding,
  learnedPosition,
  maskPadding,
  multiHeadAttention,
  sequencePooling,
  sinusoidalPosition,
  timeDistributed,
  transformerDecoderBlock,
  transformerEncoderBlock,
} from '../../src/index.ts';

const image = () => compose(input({ shape: ['batch', 2, 3], dtype: 'float32' })).to(flatten());
const vocabulary = { name: 'reviews', hash: '3f9a', size: 5 };

/** Embedding, attention and what goes with them, for the conformance kit. */
export const attentionExamples: readonly Example[] = [
  ...Object.entries({
    embedding: embedding({ inputSize: 4, units: 3 }),
    'embedding of a vocabulary': embedding({ vocabulary, units: 2, trainable: false }),
    maskPadding: maskPadding(),
    'maskPadding with another id': maskPadding({ padding: 2 }),
    dotProductAttention: dotProductAttention(),
    'dotProductAttention with all options': dotProductAttention({
      memory: true,
      causal: true,
      dropout: 0.4,
      returnScores: true,
      scale: 'learned',
      name: 'look',
    }),
    additiveAttention: additiveAttention({ units: 3 }),
    'additiveAttention with all options': additiveAttention({
      units: 2,
      memory: true,
      causal: true,
      dropout: 0.4,
      returnScores: true,
      kernelInitializer: 'heNormal',
    }),
    multiHeadAttention: multiHeadAttention({ heads: 2, headSize: 2 }),
    'multiHeadAttention with all options': multiHeadAttention({
      heads: 2,
      headSize: 3,
      valueSize: 2,
      outputSize: 5,
      memory: true,
      causal: true,
      dropout: 0.4,
      returnScores: true,
      useBias: false,
    }),
    sinusoidalPosition: sinusoidalPosition(),
    learnedPosition: learnedPosition({ maxLength: 6 }),
    'sequencePooling: average': sequencePooling({ mode: 'average' }),
    'sequencePooling: max': sequencePooling({ mode: 'max' }),
    'sequencePooling: first': sequencePooling({ mode: 'first' }),
    'sequencePooling: last': sequencePooling({ mode: 'last' }),
    timeDistributed: timeDistributed(image().to(dense({ units: 2 }))),
  }).map(([title, particle]): Example => ({ title, particle })),
  ...Object.entries({
    'timeDistributed with a state': timeDistributed(
      image()
        .to(dense({ units: 2 }))
        .to(batchNormalization()),
    ),
    transformerEncoderBlock: transformerEncoderBlock({ units: 4, heads: 2, hiddenUnits: 3 }),
    'transformerEncoderBlock with all options': transformerEncoderBlock({
      units: 4,
      heads: 1,
      hiddenUnits: 3,
      activation: 'gelu',
      dropout: 0.3,
      normalizeFirst: true,
      epsilon: 1e-3,
      kernelInitializer: 'heNormal',
      name: 'reader',
    }),
    transformerDecoderBlock: transformerDecoderBlock({ units: 2, heads: 2, hiddenUnits: 3 }),
    'transformerDecoderBlock without a memory': transformerDecoderBlock({
      units: 4,
      heads: 2,
      hiddenUnits: 3,
      memory: false,
      normalizeFirst: true,
      activation: 'tanh',
    }),
  }).map(([title, particle]): Example => ({ title, particle, seeds: [1, 2] })),
];
