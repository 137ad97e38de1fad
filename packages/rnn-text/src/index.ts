export {
  additiveAttention,
  type AdditiveAttention,
  type AdditiveAttentionOptions,
} from './attention/additive-attention.ts';
export type {
  AttentionInput,
  AttentionOptions,
  AttentionOutput,
  KeyTime,
} from './attention/attention-contract.ts';
export {
  dotProductAttention,
  type DotProductAttention,
  type DotProductAttentionOptions,
} from './attention/dot-product-attention.ts';
export {
  multiHeadAttention,
  type MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './attention/multi-head-attention.ts';
export type { TransformerBlockOptions } from './blocks/block-options.ts';
export {
  transformerDecoderBlock,
  type TransformerDecoderBlock,
  type TransformerDecoderBlockOptions,
} from './blocks/transformer-decoder-block.ts';
export {
  transformerEncoderBlock,
  type TransformerEncoderBlock,
  type TransformerEncoderBlockOptions,
} from './blocks/transformer-encoder-block.ts';
export { beamSearch, type BeamSearchOptions } from './decoding/beam-search.ts';
export type { DecodingOptions } from './decoding/decoding-options.ts';
export { greedy } from './decoding/greedy.ts';
export type { DecodedToken, NextTokenModel, TokenStep } from './decoding/next-token-model.ts';
export { sample, type SampleOptions } from './decoding/sample.ts';
export {
  embedding,
  type Embedding,
  type EmbeddingOptions,
  type EmbeddingSettings,
} from './embedding/embedding.ts';
export { initializeFrom, type GivenWeight } from './embedding/initialize-from.ts';
export {
  maskPadding,
  type MaskPadding,
  type MaskPaddingOptions,
} from './embedding/mask-padding.ts';
export type { PoolingMode } from './internal/pool-steps.ts';
export { rnnTextKinds } from './kinds.ts';
export { translatorModel, type TranslatorModelOptions } from './recognizers/translator-model.ts';
export { translator, type Translator, type TranslatorOptions } from './recognizers/translator.ts';
export {
  bidirectional,
  type Bidirectional,
  type BidirectionalOptions,
  type Merged,
} from './recurrent/bidirectional.ts';
export type { MergeMode } from './recurrent/both-ways.ts';
export { gruCell, type GruCell, type GruCellOptions } from './recurrent/gru-cell.ts';
export { gru, type Gru, type GruOptions, type GruOutputs } from './recurrent/gru.ts';
export { lstmCell, type LstmCell, type LstmCellOptions } from './recurrent/lstm-cell.ts';
export { lstm, type Lstm, type LstmOptions, type LstmOutputs } from './recurrent/lstm.ts';
export type {
  FirstState,
  SequenceInput,
  SequenceOutput,
  StateSpec,
  StepInput,
} from './recurrent/ports.ts';
export type { CellOptions, SequenceOptions } from './recurrent/recurrent-options.ts';
export {
  learnedPosition,
  type LearnedPosition,
  type LearnedPositionOptions,
} from './sequence/learned-position.ts';
export {
  sequencePooling,
  type SequencePooling,
  type SequencePoolingOptions,
} from './sequence/sequence-pooling.ts';
export {
  sinusoidalPosition,
  type SinusoidalPosition,
  type SinusoidalPositionOptions,
} from './sequence/sinusoidal-position.ts';
export {
  timeDistributed,
  type OverTime,
  type TimeDistributed,
  type TimeDistributedOptions,
} from './sequence/time-distributed.ts';
export type { StepMask, Steps } from './steps.ts';
export { trainBytePairs, type TrainBytePairsOptions } from './text/byte-pair/train-byte-pairs.ts';
export type { Corpus, CorpusOptions, CorpusProgress } from './text/corpus.ts';
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
export type { VocabularyIdentity } from './vocabulary-identity.ts';
export { ngramClassifier, type NgramClassifierOptions } from './recognizers/ngram-classifier.ts';
export {
  recurrentClassifier,
  type RecurrentClassifierOptions,
} from './recognizers/recurrent-classifier.ts';
export {
  sequenceTagger,
  type SequenceTagger,
  type SequenceTaggerOptions,
} from './recognizers/sequence-tagger.ts';
export {
  transformerClassifier,
  type TransformerClassifierOptions,
} from './recognizers/transformer-classifier.ts';
export type { TextClassifier } from './recognizers/text-classifier.ts';
