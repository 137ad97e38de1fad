import { compose, graph, repeat } from '@sora-particles/combinator-core';
import { dense, dropout, flatten, input } from '@sora-particles/combinator-core/elementary';
import {
  additiveAttention,
  createVocabulary,
  dotProductAttention,
  embedding,
  learnedPosition,
  maskPadding,
  multiHeadAttention,
  sequencePooling,
  sinusoidalPosition,
  timeDistributed,
  tokenize,
  transformerDecoderBlock,
  transformerEncoderBlock,
  type StepMask,
  type Steps,
} from '@sora-particles/rnn-text';
import { expectTypeOf } from 'expect-type';

/* What the compiler knows of shapes and meanings, and which mistakes it refuses, in which words. */

/** The parameter of a call of `to`: the particle, or the message in its place. */
type Argument<To extends (next: never) => unknown> = Parameters<To>[0];

const reviews = createVocabulary({ name: 'reviews', tokens: ['good', 'bad'] });
const titles = createVocabulary({ name: 'titles', tokens: ['a', 'the'] });
const ids = compose(tokenize({ vocabulary: reviews, padTo: 12 }));

// ---------------------------------------------------------------- shapes are computed

const vectors = ids.to(embedding({ vocabulary: reviews, units: 8 }));
expectTypeOf(vectors.output.y.shape).toEqualTypeOf<readonly ['batch', 12, 8]>();

const encoded = vectors
  .to(sinusoidalPosition())
  .to(learnedPosition({ maxLength: 12 }))
  .to(dropout(0.1))
  .to(transformerEncoderBlock({ units: 8, heads: 2 }))
  .to(repeat(transformerEncoderBlock({ units: 8, heads: 4, name: 'more' }), 2))
  .to(multiHeadAttention({ heads: 2, headSize: 3, outputSize: 5 }));
expectTypeOf(encoded.output.y.shape).toEqualTypeOf<readonly ['batch', 12, 5]>();

const answers = encoded.to(sequencePooling({ mode: 'max' })).to(dense({ units: 2 }));
expectTypeOf(answers.output.y.shape).toEqualTypeOf<readonly ['batch', 2]>();

const weighed = vectors.to(multiHeadAttention({ heads: 2, headSize: 4, returnScores: true }));
expectTypeOf(weighed.output.y.shape).toEqualTypeOf<readonly ['batch', 12, 8]>();
expectTypeOf(weighed.output.scores.shape).toEqualTypeOf<readonly ['batch', 2, 12, 12]>();

const plain = dotProductAttention();
expectTypeOf(plain.output).toEqualTypeOf<{ readonly y: Steps<'features'> }>();
expectTypeOf(plain.input).toEqualTypeOf<{
  readonly x: Steps<'features'>;
  readonly mask: StepMask;
}>();

const cross = graph({
  x: { shape: ['batch', 3, 4], dtype: 'float32' },
  memory: { shape: ['batch', 7, 6], dtype: 'float32' },
})
  .node('look', additiveAttention({ units: 5, memory: true, returnScores: true }), {
    x: 'x',
    memory: 'memory',
  })
  .output({ y: 'look', scores: 'look.scores' });
expectTypeOf(cross.output.y.shape).toEqualTypeOf<readonly ['batch', 3, 6]>();
expectTypeOf(cross.output.scores.shape).toEqualTypeOf<readonly ['batch', 3, 7]>();

const masked = compose(maskPadding()).to(embedding({ inputSize: 9, units: 4 }));
expectTypeOf(masked.output.y.shape).toEqualTypeOf<readonly ['batch', 'time', 4]>();

const frames = compose(input({ shape: ['batch', 5, 28, 28], dtype: 'float32' })).to(
  timeDistributed(flatten()),
);
expectTypeOf(frames.output.y.shape).toEqualTypeOf<readonly ['batch', 5, 784]>();

const writer = transformerDecoderBlock({ units: 8, heads: 2, memory: false });
expectTypeOf(writer.input).toEqualTypeOf<{ readonly x: Steps<8>; readonly mask: StepMask }>();

// ---------------------------------------------------------------- mistakes do not compile

const ofTitles = embedding({ vocabulary: titles, units: 8 });
// @ts-expect-error ids of another vocabulary
ids.to(ofTitles);
expectTypeOf<
  Argument<typeof ids.to<typeof ofTitles>>
>().toEqualTypeOf<"'tokenize' -> 'embedding' port 'x', meaning: needs tokens/titles/*, got tokens/reviews/* (has [batch, 12] int32; 'embedding' takes [...shape] int32)">();

// A number in place of a vocabulary takes the ids of any.
ids.to(embedding({ inputSize: 9, units: 8 }));

const labels = compose(input({ shape: ['batch', 12], dtype: 'int32', meaning: 'labels' }));
const any = embedding({ inputSize: 9, units: 8 });
// @ts-expect-error labels are no tokens
labels.to(any);
expectTypeOf<
  Argument<typeof labels.to<typeof any>>
>().toEqualTypeOf<"'input' -> 'embedding' port 'x', meaning: needs tokens, got labels (has [batch, 12] int32; 'embedding' takes [...shape] int32)">();

const wide = transformerEncoderBlock({ units: 16, heads: 2 });
// @ts-expect-error a block of another width
vectors.to(wide);
expectTypeOf<
  Argument<typeof vectors.to<typeof wide>>
>().toEqualTypeOf<"'embedding' -> 'transformerEncoderBlock' port 'x', axis 2: needs 16, got 8 (has [batch, 12, 8] float32; 'transformerEncoderBlock' takes [batch, time, 16] float32)">();

const needy = multiHeadAttention({ heads: 1, headSize: 2, memory: true });
// @ts-expect-error nothing gives a memory
vectors.to(needy);
expectTypeOf<
  Argument<typeof vectors.to<typeof needy>>
>().toEqualTypeOf<"'multiHeadAttention': input port 'memory' is not wired">();

// @ts-expect-error neither a vocabulary nor a number
embedding({ units: 8 });
// @ts-expect-error a vocabulary and a number
embedding({ units: 8, vocabulary: reviews, inputSize: 4 });
// @ts-expect-error there is no such mode
sequencePooling({ mode: 'sum' });
// @ts-expect-error heads are missing
multiHeadAttention({ headSize: 4 });
// @ts-expect-error softmax is no activation of a hidden layer
transformerEncoderBlock({ units: 8, heads: 2, activation: 'softmax' });
