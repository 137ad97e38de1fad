import { checkOptions, is, optional } from '@sora-particles/combinator-core';
import { wellFormed } from './unicode/well-formed.ts';

/** How texts that mean the same are made the same, in the order of the options. */
export interface NormalizeOptions {
  /** Unicode normalization form, or `'none'`. Default `'NFC'`. */
  readonly form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' | 'none';
  /** Lower case, by Unicode and not by the language of the host. Default false. */
  readonly lowercase?: boolean;
  /** Letters without their accents: é becomes e, й и. Default false. */
  readonly stripAccents?: boolean;
  /** One space for each run of white space, none at the ends. Default false. */
  readonly collapseWhitespace?: boolean;
}

/** All options, as they are stored. */
export interface Normalization extends Required<NormalizeOptions> {
  readonly [option: string]: string | boolean;
}

/** Checks of {@link NormalizeOptions}. */
export const normalizeChecks = {
  form: optional(is.oneOf('NFC', 'NFD', 'NFKC', 'NFKD', 'none')),
  lowercase: optional(is.boolean),
  stripAccents: optional(is.boolean),
  collapseWhitespace: optional(is.boolean),
} as const;

/**
 * The options with their defaults.
 *
 * @throws ParticleError `option-unknown`, `option-invalid`.
 */
export function completeNormalization(owner: string, options: NormalizeOptions): Normalization {
  checkOptions<NormalizeOptions>(owner, options, normalizeChecks);
  const {
    form = 'NFC',
    lowercase = false,
    stripAccents = false,
    collapseWhitespace = false,
  } = options;
  return { form, lowercase, stripAccents, collapseWhitespace };
}

const ACCENTS = /\p{Mn}+/gu;
// One class that matches one character at a time: no run of spaces makes it go back.
const WHITE_SPACE = /\p{White_Space}+/gu;

/** The text, normalised. Halves of surrogate pairs become U+FFFD first. */
export function normalizeString(given: string, normalization: Normalization): string {
  const { form, lowercase, stripAccents, collapseWhitespace } = normalization;
  let text = wellFormed(given);
  if (form !== 'none') text = text.normalize(form);
  if (lowercase) text = text.toLowerCase();
  if (stripAccents) {
    text = text.normalize('NFD').replace(ACCENTS, '');
    // What was taken apart only to find its accents is put together again.
    if (form !== 'NFD' && form !== 'NFKD') text = text.normalize('NFC');
  }
  if (collapseWhitespace) text = text.replace(WHITE_SPACE, ' ').trim();
  return text;
}
