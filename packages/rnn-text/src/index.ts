// Text
export type { Corpus, CorpusOptions, CorpusProgress } from './text/corpus.ts';
export { trainBytePairs, type TrainBytePairsOptions } from './text/byte-pair/train-byte-pairs.ts';
export { detokenize, type Detokenize, type DetokenizeOptions } from './text/detokenize.ts';
export {
  huggingFaceVocabulary,
  type HuggingFaceVocabularyOptions,
} from './text/hugging-face/hugging-face-vocabulary.ts';
export type { Normalization, NormalizeOptions } from './text/normalize-string.ts';
export {
  normalizeText,
  type NormalizeText,
  type NormalizeTextOptions,
} from './text/normalize-text.ts';
export type { PadTo } from './text/pad-rows.ts';
export { tokenize, type TimeOf, type Tokenize, type TokenizeOptions } from './text/tokenize.ts';
export {
  bagOfWords,
  type BagOfWords,
  type BagOfWordsOptions,
} from './text/vectorize/bag-of-words.ts';
export { fitTfIdf, type FitTfIdfOptions, type FittedTfIdf } from './text/vectorize/fit-tf-idf.ts';
export {
  hashNgrams,
  type HashNgrams,
  type HashNgramsOptions,
} from './text/vectorize/hash-ngrams.ts';
export type { NgramSizes } from './text/vectorize/ngrams.ts';
export type { RowNorm } from './text/vectorize/sparse-row.ts';
export { tfIdf, type TfIdf, type TfIdfOptions } from './text/vectorize/tf-idf.ts';
export {
  buildVocabulary,
  type BuildVocabularyOptions,
} from './text/vocabulary/build-vocabulary.ts';
export { textCoder, type TextCoder } from './text/vocabulary/coder.ts';
export {
  createBytePairs,
  createVocabulary,
  type CreateBytePairsOptions,
  type CreateVocabularyOptions,
  type SpecialOptions,
} from './text/vocabulary/create-vocabulary.ts';
export type {
  BytePairTokens,
  HuggingFaceTokens,
  ListedTokens,
  SpecialIds,
  SpecialRole,
  TokenModel,
  TokensOf,
  Vocabulary,
} from './text/vocabulary/vocabulary.ts';
export { rnnTextKinds } from './kinds.ts';
