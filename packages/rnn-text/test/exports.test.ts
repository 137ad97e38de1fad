import * as rnnText from '@sora-particles/rnn-text';

test('exports these names', () => {
  expect(Object.keys(rnnText).sort()).toEqual([
    'bagOfWords',
    'buildVocabulary',
    'createBytePairs',
    'createVocabulary',
    'detokenize',
    'fitTfIdf',
    'hashNgrams',
    'huggingFaceVocabulary',
    'normalizeText',
    'rnnTextKinds',
    'textCoder',
    'tfIdf',
    'tokenize',
    'trainBytePairs',
  ]);
});
