import { normalizeString } from '../normalize-string.ts';
import { splitCharacters } from '../tokenizers/characters.ts';
import { joinWords } from '../tokenizers/join-words.ts';
import { splitWords } from '../tokenizers/words.ts';
import type { CodeIds } from './coder.ts';
import { countOf } from './make-vocabulary.ts';
import type { ListedTokens, SpecialIds } from './vocabulary.ts';

/** What an unknown word, and an unknown character, is shown as. */
const UNKNOWN = { word: '[UNK]', character: '\uFFFD' } as const;

/** Splits a normalised text into tokens as a vocabulary says. */
export function splitTokens(
  model: Pick<ListedTokens, 'type' | 'normalize'>,
  text: string,
): string[] {
  const normalized = normalizeString(text, model.normalize);
  return model.type === 'word' ? splitWords(normalized) : splitCharacters(normalized);
}

/** Codes words or characters. A text never gives a special token, whatever is written in it. */
export function listedCoder(model: ListedTokens, ids: SpecialIds): CodeIds {
  const first = countOf(ids);
  const { tokens, type } = model;
  const idOf = new Map(tokens.map((token, i) => [token, first + i]));
  const { unknown = 1 } = ids;
  return {
    encode: (text) => splitTokens(model, text).map((token) => idOf.get(token) ?? unknown),
    decode: (codes) => {
      const words = codes.map((id) => tokens[id - first] ?? UNKNOWN[type]);
      return type === 'word' ? joinWords(words) : words.join('');
    },
  };
}
