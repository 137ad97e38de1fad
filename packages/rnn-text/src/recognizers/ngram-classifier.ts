import {
  type AnyParticle,
  chain,
  checkOptions,
  is,
  optional,
} from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import { normalizeText } from '../text/normalize-text.ts';
import { hashNgrams } from '../text/vectorize/hash-ngrams.ts';
import type { NgramSizes } from '../text/vectorize/ngrams.ts';
import type { TextClassifier } from './text-classifier.ts';

/** Options of {@link ngramClassifier}. */
export interface NgramClassifierOptions<Classes extends number = number> {
  /** How many classes there are; a positive integer. */
  readonly classes: Classes;
  /** How many columns n-grams are hashed to. Default 32768. */
  readonly features?: number;
  /** How many words in a row make a feature; null for none. Default `[1, 2]`. */
  readonly words?: NgramSizes | null;
  /** How many characters in a row make a feature; null for none. Default null. */
  readonly characters?: NgramSizes | null;
}

/**
 * The classic linear classifier of texts: NFKC and lower case, hashed n-grams whose counts weigh 1 + ln n, rows
 * of length 1, one `dense` layer. Nothing is fitted but its weights, and nothing is unknown to it. Hard to beat
 * where there are few texts, or long ones.
 *
 * Input `x`: texts `[batch]`. Output `y`: logits, float32 `[batch, classes]`; put `softmax()` and
 * `decodeLabels()` behind it.
 *
 * Parameters: `logits/kernel` `[features, classes]`, `logits/bias` `[classes]`.
 *
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009,
 * https://arxiv.org/abs/0902.2206.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`.
 *
 * @example
 * ```ts
 * import { compose } from '@sora-particles/combinator-core';
 * import { decodeLabels, softmax } from '@sora-particles/combinator-core/elementary';
 * import { ngramClassifier } from '@sora-particles/rnn-text';
 *
 * const spam = compose(ngramClassifier({ classes: 2 }))
 *   .to(softmax())
 *   .to(decodeLabels({ labels: ['ham', 'spam'] }));
 * ```
 */
export function ngramClassifier<const Classes extends number>(
  options: NgramClassifierOptions<Classes>,
): TextClassifier<Classes>;
export function ngramClassifier(options: NgramClassifierOptions): TextClassifier {
  checkOptions('ngramClassifier', options, {
    classes: is.positiveInteger,
    features: optional(is.positiveInteger),
    words: optional(is.anything),
    characters: optional(is.anything),
  });
  const { classes, features = 32_768, words = [1, 2], characters = null } = options;
  return chain([
    normalizeText({ form: 'NFKC', lowercase: true }),
    hashNgrams({ features, words, characters, sublinear: true }),
    dense({ units: classes, meaning: 'logits', name: 'logits' }),
  ]) as AnyParticle as TextClassifier;
}
