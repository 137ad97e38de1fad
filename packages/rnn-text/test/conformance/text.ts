import type { Example } from '@sora-particles/particle-testkit';
import type { AnyParticle } from '@sora-particles/combinator-core';
import {
  bagOfWords,
  createBytePairs,
  createVocabulary,
  detokenize,
  hashNgrams,
  huggingFaceVocabulary,
  normalizeText,
  tfIdf,
  tokenize,
} from '../../src/index.ts';

const tokens = ['rain', 'and', 'sun', 'wind'];
const words = createVocabulary({ name: 'weather', tokens, special: ['start', 'end'] });
const characters = createVocabulary({
  name: 'letters',
  type: 'character',
  tokens: Array.from('abcdefghijklm '),
  normalize: { lowercase: true, form: 'NFKC' },
});
const pairs = createBytePairs({ name: 'pairs', merges: [97, 98, 256, 99], special: ['mask'] });
const pieces = huggingFaceVocabulary({
  name: 'pieces',
  json: JSON.stringify({
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    model: {
      type: 'WordPiece',
      vocab: { '[PAD]': 0, '[UNK]': 1, a: 2, b: 3, '##a': 4, '##b': 5, '##c': 6 },
      unk_token: '[UNK]',
    },
  }),
  special: { padding: '[PAD]' },
});

/** One particle of every kind of text, and one for each kind of vocabulary. */
export const textExamples: readonly (AnyParticle | Example)[] = [
  normalizeText({ form: 'NFKD', lowercase: true, stripAccents: true, collapseWhitespace: true }),
  tokenize({ vocabulary: words, maxLength: 7, addStart: true, addEnd: true, truncate: 'start' }),
  tokenize({ vocabulary: characters, padTo: 12, maxLength: 9, name: 'fixed' }),
  tokenize({ vocabulary: pairs, maxLength: 16, padTo: { multipleOf: 8 }, name: 'pairs' }),
  tokenize({ vocabulary: pieces, padTo: 6, name: 'pieces' }),
  detokenize({ vocabulary: words }),
  detokenize({ vocabulary: pieces, name: 'pieces' }),
  bagOfWords({ vocabulary: characters }),
  bagOfWords({ vocabulary: pieces, mode: 'count', name: 'pieces' }),
  tfIdf({ vocabulary: words, idf: [0, 0, 0, 0, 1, 1.5, 2, 2.5], sublinear: true, norm: 'none' }),
  hashNgrams({ features: 16, words: null, characters: [1, 3], signed: false, sublinear: true }),
];
