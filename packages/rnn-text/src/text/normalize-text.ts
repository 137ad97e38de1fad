import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  type Particle,
} from '@sora-particles/combinator-core';
import type { NamedOptions } from '../internal/named.ts';
import {
  completeNormalization,
  normalizeChecks,
  normalizeString,
  type NormalizeOptions,
} from './normalize-string.ts';

/** Options of {@link normalizeText}. */
export interface NormalizeTextOptions<Name extends string = string>
  extends NormalizeOptions, NamedOptions<Name> {}

/** Made by {@link normalizeText}. */
export interface NormalizeText<Name extends string = string> extends Particle<
  Name,
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  { readonly y: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  readonly []
> {}

/**
 * Makes texts that mean the same the same: Unicode normalization form, lower case, no accents, single
 * spaces, in this order. Halves of surrogate pairs become U+FFFD. Hugging Face's normalizers.
 *
 * Input `x` and output `y`: texts `[batch]`. Runs on the host, and takes what it knows of Unicode from
 * it: characters younger than a host are left as they are there.
 *
 * A vocabulary normalises by itself (its option `normalize`), so that it cannot be fitted on other texts
 * than it is used on; this is for what has no vocabulary, such as `hashNgrams`.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { predict } from '@sora-particles/combinator-core';
 * import { normalizeText } from '@sora-particles/rnn-text';
 *
 * const plain = normalizeText({ form: 'NFKC', lowercase: true, stripAccents: true });
 * console.log(await predict(plain, {}, ['Ｃａｆé', 'Ünï'])); // [ 'cafe', 'uni' ]
 * ```
 */
export function normalizeText<const Name extends string = 'normalizeText'>(
  options: NormalizeTextOptions<Name> = {},
): NormalizeText<Name> {
  checkOptions('normalizeText', options, { ...normalizeChecks, name: optional(is.string) });
  const { name = 'normalizeText' as Name, ...rest } = options;
  const normalization = completeNormalization('normalizeText', rest);
  return defineParticle({
    kind: 'rnn-text/normalizeText@1',
    name,
    config: { ...normalization },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: { y: { value: 'text', shape: ['batch'] } },
    traits: { host: true, differentiable: false },
    run: (_context, { x }) => ({
      outputs: { y: x.map((text) => normalizeString(text, normalization)) },
    }),
  });
}

/** Registry entry of {@link normalizeText}. */
export const normalizeTextKind = leafKind('rnn-text/normalizeText@1', normalizeText<string>);
