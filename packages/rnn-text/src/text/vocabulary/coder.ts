import { ParticleError } from '@sora-particles/combinator-core';
import { bytePairCoder } from '../byte-pair/byte-pair-coder.ts';
import { huggingFaceCoder } from '../hugging-face/hugging-face-coder.ts';
import { listedCoder } from './listed-coder.ts';
import { parseVocabulary } from './parse-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Makes ids of a text and a text of ids, knowing of no special tokens. */
export interface CodeIds {
  readonly encode: (text: string) => number[];
  /** Gets ids that the vocabulary has. */
  readonly decode: (ids: number[]) => string;
}

/** Made by {@link textCoder}. */
export interface TextCoder {
  /** The ids of a text; no start, end or padding is added. */
  readonly encode: (text: string) => number[];
  /**
   * The text of ids, up to the first end token; padding, start and mask are left out.
   *
   * @throws ParticleError `value-out-of-range` for ids that the vocabulary does not have.
   */
  readonly decode: (ids: ArrayLike<number>) => string;
}

const coders = new WeakMap<object, TextCoder | Promise<TextCoder>>();

/**
 * What encodes and decodes single texts with a vocabulary, as `tokenize` and `detokenize` do. A promise,
 * since a tokeniser of Hugging Face imports a library first.
 *
 * @throws ParticleError `option-invalid` for what is no vocabulary.
 *
 * @example
 * ```ts
 * import { createVocabulary, textCoder } from '@sora-particles/rnn-text';
 *
 * const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', 'and', 'sun'] });
 * const { encode, decode } = await textCoder(vocabulary);
 * console.log(encode('rain and snow')); // [ 2, 3, 1 ]
 * console.log(decode([2, 3, 4, 0, 0])); // rain and sun
 * ```
 */
export async function textCoder(vocabulary: Vocabulary): Promise<TextCoder> {
  return await openCoder(parseVocabulary(vocabulary, 'vocabulary'));
}

/** The coder of a vocabulary that has been checked; made once for each. */
export function openCoder(vocabulary: Vocabulary): TextCoder | Promise<TextCoder> {
  const known = coders.get(vocabulary);
  if (known !== undefined) return known;
  const coder = makeCoder(vocabulary);
  coders.set(vocabulary, coder);
  // A library that could not be fetched may be there the next time.
  if (coder instanceof Promise) coder.catch(() => coders.delete(vocabulary));
  return coder;
}

function makeCoder(vocabulary: Vocabulary): TextCoder | Promise<TextCoder> {
  const { model, ids } = vocabulary;
  switch (model.type) {
    case 'huggingFace':
      return huggingFaceCoder(model, ids).then((code) => withSpecial(vocabulary, code));
    case 'bytePair':
      return withSpecial(vocabulary, bytePairCoder(model, ids));
    default:
      return withSpecial(vocabulary, listedCoder(model, ids));
  }
}

function withSpecial({ name, size, ids }: Vocabulary, { encode, decode }: CodeIds): TextCoder {
  const silent = new Set([ids.padding, ids.start, ids.mask]);
  return {
    encode,
    decode(codes) {
      const shown: number[] = [];
      for (let i = 0; i < codes.length; i++) {
        const id = codes[i] as number;
        if (!Number.isInteger(id) || id < 0 || id >= size) throw beyond(name, size, i, id);
        if (id === ids.end) break;
        if (!silent.has(id)) shown.push(id);
      }
      return decode(shown);
    },
  };
}

function beyond(name: string, size: number, position: number, id: number): ParticleError {
  return new ParticleError({
    code: 'value-out-of-range',
    summary: `the vocabulary '${name}' has no token with the id ${id}`,
    path: `[${position}]`,
    expected: `integers from 0 to ${size - 1}`,
    found: String(id),
  });
}
