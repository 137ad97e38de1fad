import {
  checkOptions,
  defineParticle,
  is,
  isInitializer,
  leafKind,
  optional,
  ParticleError,
  type Initializer,
  type Particle,
} from '@sora-particles/combinator-core';
import { reshape } from '@tensorflow/tfjs-core';
import { takeRows } from '../internal/take-rows.ts';
import {
  identityOf,
  isVocabularyIdentity,
  tokensMeaning,
  type TokensMeaning,
  type VocabularyIdentity,
} from '../vocabulary-identity.ts';

/** What {@link embedding} takes besides the number of ids. */
export interface EmbeddingSettings<Units extends number = number, Name extends string = string> {
  /** How many numbers each id becomes; a positive integer. */
  readonly units: Units;
  /** First values of the table. Default uniform in [-0.05, 0.05), as in Keras. */
  readonly embeddingsInitializer?: Initializer;
  /** Whether training changes the table. Default true. */
  readonly trainable?: boolean;
  /** Name in messages and paths. Default `'embedding'`. */
  readonly name?: Name;
}

/** Options of {@link embedding}: how many ids there are comes from a vocabulary or as a number. */
export type EmbeddingOptions<
  Units extends number = number,
  VocabularyName extends string = string,
  Name extends string = string,
> = EmbeddingSettings<Units, Name> &
  (
    | {
        /** Whose ids they are: those of any other vocabulary are refused. */
        readonly vocabulary: VocabularyIdentity<VocabularyName>;
        readonly inputSize?: undefined;
      }
    | {
        /** How many ids there are, 0 up to, not including, this; takes those of any vocabulary. */
        readonly inputSize: number;
        readonly vocabulary?: undefined;
      }
  );

/** Made by {@link embedding}; without a name of a vocabulary it takes the ids of any. */
export interface Embedding<
  Name extends string = string,
  Units extends number = number,
  VocabularyName extends string = never,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['...shape'];
      readonly dtype: 'int32';
      readonly meaning: [VocabularyName] extends [never] ? 'tokens' : TokensMeaning<VocabularyName>;
    };
  },
  { readonly y: { readonly shape: readonly ['...shape', Units]; readonly dtype: 'float32' } },
  readonly []
> {}

/**
 * A vector for each id, learned: y = embeddings[x]. PyTorch `Embedding`, Keras `Embedding`.
 *
 * Input `x`: int32 `[...shape]`, meaning `tokens`, or `tokens/<name>` of the vocabulary. Output `y`:
 * float32 `[...shape, units]`.
 *
 * Parameters: `embeddings` `[size, units]`, by default uniform in [-0.05, 0.05).
 *
 * An id that the table does not hold is refused when it is looked up: eagerly on the backends `cpu`,
 * `wasm` and `tensorflow` and by both engines; a graphics card gives zeros for it. State the `range` of
 * the ids on the `input` of a composition, and they are checked before anything runs.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at the
 *   call `value-out-of-range`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { input } from '@sora-particles/combinator-core/elementary';
 * import { embedding } from '@sora-particles/rnn-text';
 *
 * const ids = input({ shape: ['batch', 'time'], dtype: 'int32', range: [0, 9999], meaning: 'tokens' });
 * const vectors = compose(ids).to(embedding({ inputSize: 10_000, units: 64 }));
 * console.log(vectors.output.y.shape); // [ 'batch', 'time', 64 ]
 * ```
 */
export function embedding<
  const Units extends number,
  const VocabularyName extends string = never,
  const Name extends string = 'embedding',
>(options: EmbeddingOptions<Units, VocabularyName, Name>): Embedding<Name, Units, VocabularyName>;
export function embedding(options: EmbeddingOptions): Particle {
  checkOptions<EmbeddingOptions>('embedding', options, {
    units: is.positiveInteger,
    vocabulary: optional(isVocabularyIdentity),
    inputSize: optional(is.positiveInteger),
    embeddingsInitializer: optional(isInitializer),
    trainable: optional(is.boolean),
    name: optional(is.string),
  });
  const {
    units,
    vocabulary,
    embeddingsInitializer = { type: 'uniform', low: -0.05, high: 0.05 },
    trainable = true,
    name = 'embedding',
  } = options;
  const size = sizeOf(options);
  return defineParticle({
    kind: 'rnn-text/embedding@1',
    name,
    config: {
      units,
      ...(vocabulary === undefined ? { inputSize: size } : { vocabulary: identityOf(vocabulary) }),
      embeddingsInitializer,
      trainable,
    },
    input: {
      x: {
        shape: ['...shape'],
        dtype: 'int32',
        meaning: vocabulary === undefined ? 'tokens' : tokensMeaning(vocabulary),
      },
    },
    output: { y: { shape: ['...shape', units], dtype: 'float32' } },
    params: {
      embeddings: { shape: [size, units], initializer: embeddingsInitializer, trainable },
    },
    run: (_context, { x }, { embeddings }) => {
      const rows = takeRows(embeddings, reshape(x, [x.size]), `${name}.x`);
      return { outputs: { y: reshape(rows, [...x.shape, units]) } };
    },
  });
}

/** How many ids there are. A program without types, or a file, may say it twice or not at all. */
function sizeOf(options: {
  readonly vocabulary?: VocabularyIdentity | undefined;
  readonly inputSize?: number | undefined;
}): number {
  const sizes = [options.vocabulary?.size, options.inputSize].filter((size) => size !== undefined);
  const [size] = sizes;
  if (size !== undefined && sizes.length === 1) return size;
  throw new ParticleError({
    code: size === undefined ? 'option-missing' : 'option-invalid',
    summary: "embedding() needs one of the options 'vocabulary' and 'inputSize'",
    path: 'embedding.vocabulary',
    found: size === undefined ? 'neither' : 'both',
  });
}

/** Registry entry of {@link embedding}. */
export const embeddingKind = leafKind('rnn-text/embedding@1', embedding);
