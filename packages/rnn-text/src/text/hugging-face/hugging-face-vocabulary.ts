import { checkOptions, is, optional, type OptionCheck } from '@sora-particles/combinator-core';
import { makeVocabulary } from '../vocabulary/make-vocabulary.ts';
import type { SpecialIds, SpecialRole, Vocabulary } from '../vocabulary/vocabulary.ts';
import { readInteger, refuseFile } from './read.ts';
import { readTokenizerFile, type TokenizerFile } from './read-file.ts';

/** Options of {@link huggingFaceVocabulary}. */
export interface HuggingFaceVocabularyOptions<Name extends string = string> {
  /** What the vocabulary is called in contracts: letters, digits, `_`, `.` and `-`. */
  readonly name: Name;
  /** The text of a `tokenizer.json`; at most 24 MiB. */
  readonly json: string;
  /**
   * Which tokens of the file are the special ones, e.g. `{ start: '[CLS]', end: '[SEP]' }`. Default:
   * padding and unknown as the file says them; no other.
   */
  readonly special?: Partial<Readonly<Record<SpecialRole, string>>>;
}

const ROLES: readonly SpecialRole[] = ['padding', 'unknown', 'start', 'end', 'mask'];

const isSpecial: OptionCheck = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(
    ([role, token]) => ROLES.some((known) => known === role) && typeof token === 'string',
  )
    ? undefined
    : `an object of tokens by role: ${ROLES.join(', ')}`;

/**
 * Makes a vocabulary of the `tokenizer.json` of a published model. The file is checked here; the tokens are
 * made by `@huggingface/tokenizers`, which is imported when the first text is encoded.
 *
 * What the library would do otherwise than the original is refused, and so are regular expressions other than
 * those of published tokenisers. The post-processor of the file is not used: `addStart` and `addEnd` of
 * `tokenize` add special tokens. Special tokens that stand in a text, such as `[SEP]`, become what they
 * are, as everywhere with these files.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid` with the place in the
 *   file, `name-invalid`.
 *
 * @example
 * ```ts
 * import { huggingFaceVocabulary, textCoder } from '@sora-particles/rnn-text';
 *
 * const json = JSON.stringify({
 *   normalizer: { type: 'Lowercase' },
 *   pre_tokenizer: { type: 'Whitespace' },
 *   model: {
 *     type: 'WordPiece',
 *     vocab: { '[UNK]': 1, '[PAD]': 0, token: 2, '##iser': 3 },
 *     unk_token: '[UNK]',
 *   },
 * });
 * const vocabulary = huggingFaceVocabulary({ name: 'small', json });
 * const { encode } = await textCoder(vocabulary);
 * console.log(encode('Tokeniser!')); // [ 2, 3, 1 ]
 * ```
 */
export function huggingFaceVocabulary<const Name extends string>(
  options: HuggingFaceVocabularyOptions<Name>,
): Vocabulary<Name> {
  checkOptions<HuggingFaceVocabularyOptions>('huggingFaceVocabulary', options, {
    name: is.string,
    json: is.string,
    special: optional(isSpecial),
  });
  const file = readTokenizerFile(options.json);
  return fromFile(options.name, options.json, file, specialIds(file, options.special ?? {}));
}

/**
 * Makes the vocabulary of a saved model again.
 *
 * @throws ParticleError `option-invalid`, `name-invalid`.
 */
export function savedHuggingFaceVocabulary<Name extends string>(
  name: Name,
  json: unknown,
  ids: Readonly<Record<string, unknown>>,
): Vocabulary<Name> {
  if (typeof json !== 'string') throw refuseFile('.', 'the text of a file', typeof json);
  const file = readTokenizerFile(json);
  for (const [role, id] of Object.entries(ids)) {
    if (!ROLES.includes(role as SpecialRole)) throw refuseFile('ids', ROLES.join(', '), role);
    readInteger(id, `ids.${role}`, 0, file.size - 1);
  }
  return fromFile(name, json, file, ids as SpecialIds);
}

function fromFile<Name extends string>(
  name: Name,
  json: string,
  { size }: TokenizerFile,
  ids: SpecialIds,
): Vocabulary<Name> {
  // Without the spaces, which may be half of a file.
  const compact = JSON.stringify(JSON.parse(json));
  return makeVocabulary(name, { type: 'huggingFace', json: compact }, ids, size);
}

function specialIds(
  file: TokenizerFile,
  special: Partial<Readonly<Record<SpecialRole, string>>>,
): SpecialIds {
  const tokens = {
    ...(file.padding !== null && { padding: file.padding }),
    ...(file.unknown !== null && { unknown: file.unknown }),
    ...special,
  };
  const ids = Object.entries(tokens).map(([role, token]) => {
    const id = file.ids.get(token);
    if (id === undefined) throw refuseFile(`special.${role}`, 'a token of the file', token);
    return [role, id] as const;
  });
  return Object.fromEntries(ids);
}
