import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import type { NamedOptions } from '../internal/named.ts';
import { openCoder } from './vocabulary/coder.ts';
import { isVocabulary, parseVocabulary } from './vocabulary/parse-vocabulary.ts';
import { toConfig, tokensOf, type TokensOf, type Vocabulary } from './vocabulary/vocabulary.ts';

/** Options of {@link detokenize}. */
export interface DetokenizeOptions<
  VocabularyName extends string = string,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** What the ids are of. It is saved with the particle. */
  readonly vocabulary: Vocabulary<VocabularyName>;
}

/** Made by {@link detokenize}. */
export interface Detokenize<
  Name extends string = string,
  VocabularyName extends string = string,
> extends Particle<
  Name,
  {
    readonly x: {
      readonly shape: readonly ['batch', 'time'];
      readonly dtype: 'int32';
      readonly meaning: TokensOf<VocabularyName>;
    };
    readonly mask: {
      readonly shape: readonly ['batch', 'time'];
      readonly dtype: 'bool';
      readonly optional: true;
    };
  },
  { readonly y: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  readonly []
> {}

/**
 * Turns rows of ids into texts, up to the first end token of each. Padding, start and mask tokens are left
 * out, and so is what an optional `mask` hides. Unknown tokens show as `[UNK]`, or as U+FFFD among
 * characters and bytes.
 *
 * Input `x`: int32 `[batch, time]`, meaning `tokens/<vocabulary>/<hash>`: ids of another vocabulary are
 * refused; optional `mask`: bool `[batch, time]`. Output `y`: texts `[batch]`. Runs on the host.
 *
 * Byte pairs and characters give the text back that they were made of. Words are put together with spaces as
 * people write them, since what stood between them is not known.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at the
 *   call `value-out-of-range` for an id that the vocabulary does not have.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { compose, predict } from '@sora-particles/combinator-core';
 * import { createVocabulary, detokenize, tokenize } from '@sora-particles/rnn-text';
 *
 * const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', ',', 'sun'] });
 * const there = compose(tokenize({ vocabulary, maxLength: 8 })).to(detokenize({ vocabulary }));
 * console.log(await predict(there, {}, ['rain,   sun'])); // [ 'rain, sun' ]
 * ```
 */
export function detokenize<
  const VocabularyName extends string,
  const Name extends string = 'detokenize',
>(options: DetokenizeOptions<VocabularyName, Name>): Detokenize<Name, VocabularyName> {
  checkOptions('detokenize', options, { vocabulary: isVocabulary, name: optional(is.string) });
  const vocabulary = parseVocabulary(options.vocabulary, 'detokenize.vocabulary');
  const particle: AnyParticle = defineParticle({
    kind: 'rnn-text/detokenize@1',
    name: options.name ?? ('detokenize' as Name),
    config: { vocabulary: toConfig(vocabulary) },
    input: {
      x: { shape: ['batch', 'time'], dtype: 'int32', meaning: tokensOf(vocabulary) },
      mask: { shape: ['batch', 'time'], dtype: 'bool', optional: true },
    },
    output: { y: { value: 'text', shape: ['batch'] } },
    traits: { host: true, differentiable: false },
    run: async (_context, { x, mask }) => {
      const [batch = 0, time = 0] = x.shape;
      const [ids, shown] = await Promise.all([x.data<'int32'>(), mask?.data<'bool'>()]);
      const { decode } = await openCoder(vocabulary);
      const y = Array.from({ length: batch }, (_, row) => {
        const [from, to] = [row * time, (row + 1) * time];
        const own = ids.subarray(from, to);
        return decode(shown === undefined ? own : own.filter((_id, i) => shown[from + i] !== 0));
      });
      return { outputs: { y } };
    },
  });
  return particle as Detokenize<Name, VocabularyName>;
}

/** Registry entry of {@link detokenize}. */
export const detokenizeKind = leafKind('rnn-text/detokenize@1', detokenize<string, string>);
