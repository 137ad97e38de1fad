import { readObject, readText, refuseFile, type Loose } from './read.ts';

const CONTRACTIONS = `(?i:'s|'t|'re|'ve|'m|'ll|'d)`;
const UPPER = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const LOWER = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';
const AROUND = '[^\\r\\n\\p{L}\\p{N}]?';
const SPACES = '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';

/**
 * The regular expressions that a file may hold: those of published tokenisers. Any other could take
 * years for a few lines of text, and JavaScript has no way to stop it; these have been tried on long texts
 * of their worst characters.
 */
export const KNOWN_PATTERNS: readonly string[] = [
  // GPT-2, RoBERTa, BART
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  // cl100k, Llama 3
  `${CONTRACTIONS}|${AROUND}\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${SPACES}`,
  // Qwen 2
  `${CONTRACTIONS}|${AROUND}\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${SPACES}`,
  // o200k
  `${AROUND}${UPPER}*${LOWER}+${CONTRACTIONS}?|${AROUND}${UPPER}+${LOWER}*${CONTRACTIONS}?|` +
    `\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${SPACES}`,
  // CLIP
  "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
  // T5, ALBERT, XLM-RoBERTa
  ' {2,}',
  '\\s+',
  '\\s',
  '\\w+|[^\\w\\s]+',
  '\\d',
  '\\d+',
  '\\p{N}',
  '\\p{N}+',
  '\\p{N}{1,3}',
];

/**
 * A pattern: a text to look for, or one of the {@link KNOWN_PATTERNS}.
 *
 * @throws ParticleError `option-invalid`.
 */
export function readPattern(value: unknown, path: string): Loose {
  const pattern = readObject(value, path);
  if (pattern['String'] !== undefined) {
    const text = readText(pattern['String'], `${path}.String`, 32);
    if (text !== '') return { String: text };
    throw refuseFile(`${path}.String`, 'a text that is not empty');
  }
  const source = readText(pattern['Regex'], `${path}.Regex`, 2000);
  if (KNOWN_PATTERNS.includes(source)) return { Regex: source };
  throw refuseFile(
    `${path}.Regex`,
    'the regular expression of a published tokeniser (others could run for ever)',
    source,
  );
}

/**
 * What takes the place of a pattern: no longer than what it is found by, as a few steps that double a text
 * would be enough to fill the memory.
 */
export function readReplacement(pattern: Loose, value: unknown, path: string): string {
  const found = pattern['String'];
  return readText(value, path, typeof found === 'string' ? found.length : 1);
}
