import { compose, defineParticle } from '@sora-particles/combinator-core';
import { dense, softmax } from '@sora-particles/combinator-core/elementary';
import { expectTypeOf } from 'expect-type';
import {
  bagOfWords,
  buildVocabulary,
  createVocabulary,
  detokenize,
  hashNgrams,
  huggingFaceVocabulary,
  normalizeText,
  tokenize,
  trainBytePairs,
  type Tokenize,
  type Vocabulary,
} from '../src/index.ts';

const a = createVocabulary({ name: 'a', tokens: ['x'] });
const b = createVocabulary({ name: 'b', tokens: ['x'] });

// The name of a vocabulary is a literal, however it was made.
expectTypeOf(a).toEqualTypeOf<Vocabulary<'a'>>();
expectTypeOf(buildVocabulary([], { name: 'c' })).resolves.toEqualTypeOf<Vocabulary<'c'>>();
expectTypeOf(trainBytePairs([], { name: 'd' })).resolves.toEqualTypeOf<Vocabulary<'d'>>();
expectTypeOf(huggingFaceVocabulary({ name: 'e', json: '' })).toEqualTypeOf<Vocabulary<'e'>>();

// Rows that are padded to a number have a size that the compiler knows.
expectTypeOf(tokenize({ vocabulary: a, maxLength: 8 })).toEqualTypeOf<
  Tokenize<'tokenize', 'a', null>
>();
expectTypeOf(tokenize({ vocabulary: a, padTo: 8, name: 't' })).toEqualTypeOf<
  Tokenize<'t', 'a', 8>
>();
expectTypeOf(
  tokenize({ vocabulary: a, maxLength: 8, padTo: { multipleOf: 4 } }).output.y.shape,
).toEqualTypeOf<readonly ['batch', null]>();

// What an id means is known up to the hash, which only the run-time check knows.
expectTypeOf(
  tokenize({ vocabulary: a, padTo: 8 }).output.y.meaning,
).toEqualTypeOf<`tokens/a/${string}`>();

/** Something that takes tokens, of a vocabulary or of any. */
const takes = <const Meaning extends string>(meaning: Meaning) =>
  defineParticle({
    kind: 'test/takes@1',
    name: 'takes',
    input: { x: { shape: ['batch', 'time'], dtype: 'int32', meaning } },
    output: { y: { shape: ['batch', 'time'], dtype: 'int32' } },
    run: (_context, { x }) => ({ outputs: { y: x } }),
  });

const ids = compose(normalizeText()).to(tokenize({ vocabulary: a, padTo: 8 }));
ids.to(takes('tokens'));
ids.to(takes('tokens/a'));
ids.to(detokenize({ vocabulary: a }));

// Ids of another vocabulary do not compile, and the message says why in one line.
type Refusal<Step> = Step extends (next: infer Message) => unknown ? Message : never;
expectTypeOf<
  Refusal<typeof ids.to<ReturnType<typeof takes<'tokens/b'>>>>
>().toEqualTypeOf<"'tokenize' -> 'takes' port 'x', meaning: needs tokens/b, got tokens/a/* (has [batch, 8] int32; 'takes' takes [batch, time] int32)">();

// @ts-expect-error -- ids of vocabulary a where those of b are needed
ids.to(takes('tokens/b'));

// @ts-expect-error -- the same between two vocabularies
ids.to(detokenize({ vocabulary: b }));

// @ts-expect-error -- tokens are no image
ids.to(takes('image'));

// @ts-expect-error -- a text where ids are needed
compose(normalizeText()).to(detokenize({ vocabulary: a }));

// A vocabulary of which the name is not known is left to the run-time check.
const someName: string = 'a';
const some = createVocabulary({ name: someName, tokens: ['x'] });
compose(tokenize({ vocabulary: some, padTo: 8 })).to(takes('tokens/b'));
ids.to(detokenize({ vocabulary: some }));

// A linear classifier on hashed n-grams: sizes are proved.
const spam = compose(normalizeText({ lowercase: true }))
  .to(hashNgrams({ features: 4096, characters: [3, 5] }))
  .to(dense({ units: 2, meaning: 'logits' }))
  .to(softmax());
expectTypeOf(spam.output.y.shape).toEqualTypeOf<readonly ['batch', 2]>();
expectTypeOf(hashNgrams({ features: 4096 }).output.y.shape).toEqualTypeOf<
  readonly ['batch', 4096]
>();

// Only where it is kept is a range promised.
expectTypeOf(bagOfWords({ vocabulary: a }).output.y.range).toEqualTypeOf<readonly [0, 1]>();
// @ts-expect-error -- counts have no range
expectTypeOf(bagOfWords({ vocabulary: a, mode: 'count' }).output.y.range).not.toBeNever();

// @ts-expect-error -- there is no such special token
createVocabulary({ name: 'v', tokens: [], special: ['beginning'] });
