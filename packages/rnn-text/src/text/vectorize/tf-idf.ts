import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  ParticleError,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import type { NamedOptions } from '../../internal/named.ts';
import { isVocabulary, parseVocabulary } from '../vocabulary/parse-vocabulary.ts';
import { toConfig } from '../vocabulary/vocabulary.ts';
import { countRows } from './count-rows.ts';
import type { FittedTfIdf } from './fit-tf-idf.ts';
import { sublinear, type RowNorm } from './sparse-row.ts';

/** Options of {@link tfIdf}: what `fitTfIdf` gives, and how it is used. */
export interface TfIdfOptions<Name extends string = string>
  extends FittedTfIdf, NamedOptions<Name> {
  /** Whether a count c weighs 1 + ln c. Default false. */
  readonly sublinear?: boolean;
  /** Whether each row is scaled to the Euclidean length 1. Default `'l2'`. */
  readonly norm?: RowNorm;
}

/** Made by {@link tfIdf}. */
export interface TfIdf<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  { readonly y: { readonly shape: readonly ['batch', number]; readonly dtype: 'float32' } },
  readonly []
> {}

/**
 * Turns each text into one row of how much each token tells about it: y = count * idf, scaled to length 1.
 * A text of nothing known gives zeros. scikit-learn `TfidfVectorizer`.
 *
 * Input `x`: texts `[batch]`. Output `y`: float32 `[batch, vocabulary.size]`; column i is the token with
 * the id i, those of special tokens are 0. Runs on the host. The weights are part of the configuration.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { predict } from '@sora-particles/combinator-core';
 * import { buildVocabulary, fitTfIdf, tfIdf } from '@sora-particles/rnn-text';
 *
 * const corpus = ['rain and sun', 'rain and wind', 'rain'];
 * const vocabulary = await buildVocabulary(corpus, { name: 'weather' });
 * const y = await predict(tfIdf(await fitTfIdf(corpus, { vocabulary })), {}, ['rain and rain']);
 * console.log(y.dataSync().map((weight) => Math.round(100 * weight))); // Float32Array(6) [ 0, 0, 84, 54, 0, 0 ]
 * ```
 */
export function tfIdf<const Name extends string = 'tfIdf'>(
  options: TfIdfOptions<Name>,
): TfIdf<Name> {
  checkOptions('tfIdf', options, {
    vocabulary: isVocabulary,
    idf: is.arrayOf(is.nonNegative),
    sublinear: optional(is.boolean),
    norm: optional(is.oneOf('l2', 'none')),
    name: optional(is.string),
  });
  const { idf, norm = 'l2', name = 'tfIdf' }: TfIdfOptions = options;
  const isSublinear = options.sublinear ?? false;
  const vocabulary = parseVocabulary(options.vocabulary, 'tfIdf.vocabulary');
  const { size } = vocabulary;
  if (idf.length !== size) {
    throw new ParticleError({
      code: 'option-invalid',
      summary: "tfIdf(): 'idf' must have one weight for each token of the vocabulary",
      path: 'tfIdf.idf',
      expected: String(size),
      found: String(idf.length),
    });
  }
  const weigh = (count: number, id: number): number =>
    (isSublinear ? sublinear(count) : count) * (idf[id] ?? 0);
  const particle: AnyParticle = defineParticle({
    kind: 'rnn-text/tfIdf@1',
    name,
    config: { vocabulary: toConfig(vocabulary), idf: [...idf], sublinear: isSublinear, norm },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: { y: { shape: ['batch', size], dtype: 'float32' } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => countRows(vocabulary, x, weigh, norm),
  });
  return particle as TfIdf<Name>;
}

/** Registry entry of {@link tfIdf}. */
export const tfIdfKind = leafKind('rnn-text/tfIdf@1', tfIdf<string>);
