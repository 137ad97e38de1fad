import * as rnnText from '@sora-particles/rnn-text';

test('exports these names', () => {
  const names = [
    // embedding
    'embedding',
    'initializeFrom',
    'maskPadding',
    // attention
    'additiveAttention',
    'dotProductAttention',
    'multiHeadAttention',
    // sequences
    'learnedPosition',
    'sequencePooling',
    'sinusoidalPosition',
    'timeDistributed',
    // blocks
    'transformerDecoderBlock',
    'transformerEncoderBlock',
    // storage
    'rnnTextKinds',
  ];
  expect(Object.keys(rnnText).sort()).toEqual(names.sort());
});
