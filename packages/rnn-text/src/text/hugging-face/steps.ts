import { readPattern, readReplacement } from './patterns.ts';
import {
  readFlag,
  readInteger,
  readList,
  readObject,
  readText,
  readWord,
  refuseFile,
  type Loose,
} from './read.ts';

/** Copies the fields of a step that the library knows, all checked. */
type Reader = (step: Loose, path: string) => Loose;

/** A step that needs no more than its type. */
const plain: Reader = () => ({});

/** Steps after one another, and steps within steps. */
const MAX_STEPS = 16;
const MAX_DEPTH = 3;

const NORMALIZERS: Readonly<Record<string, Reader>> = {
  NFC: plain,
  NFD: plain,
  NFKC: plain,
  NFKD: plain,
  Lowercase: plain,
  StripAccents: plain,
  // The library has its own short form of it: NFKC and white space.
  Precompiled: plain,
  Strip: (step, path) => ({
    strip_left: readFlag(step['strip_left'], `${path}.strip_left`, false),
    strip_right: readFlag(step['strip_right'], `${path}.strip_right`, false),
  }),
  BertNormalizer: (step, path) => ({
    clean_text: readFlag(step['clean_text'], `${path}.clean_text`, true),
    handle_chinese_chars: readFlag(step['handle_chinese_chars'], `${path}.chinese`, true),
    lowercase: readFlag(step['lowercase'], `${path}.lowercase`, true),
    strip_accents:
      typeof step['strip_accents'] === 'boolean'
        ? step['strip_accents']
        : readFlag(step['lowercase'], `${path}.lowercase`, true),
  }),
  Prepend: (step, path) => ({ prepend: readText(step['prepend'], `${path}.prepend`, 8) }),
  Replace: replace,
};

const JOINERS = '\\u200c\\u200d';
const PUNCTUATION = '[\\p{P}!-/:-@\\[-`{-~]';

/** Some steps that the library takes for ASCII are given to it as what they are everywhere else. */
const PRE_TOKENIZERS: Readonly<Record<string, Reader>> = {
  BertPreTokenizer: plain,
  // Joiners count as parts of words there.
  Whitespace: () => split(`[\\w${JOINERS}]+|[^\\w\\s${JOINERS}]+`, 'Removed', true),
  WhitespaceSplit: () => split('\\s+', 'Removed'),
  ByteLevel: (step, path) => ({
    add_prefix_space: readFlag(step['add_prefix_space'], `${path}.add_prefix_space`, true),
    use_regex: readFlag(step['use_regex'], `${path}.use_regex`, true),
  }),
  Metaspace: (step, path) => ({
    replacement: readText(step['replacement'] ?? '▁', `${path}.replacement`, 2),
    prepend_scheme: readWord(
      step['prepend_scheme'] ?? (step['add_prefix_space'] === false ? 'never' : 'always'),
      `${path}.prepend_scheme`,
      ['always', 'first', 'never'],
    ),
  }),
  Punctuation: (step, path) => {
    const behavior = readWord(step['behavior'] ?? 'Isolated', `${path}.behavior`, [
      'Isolated',
      'Removed',
      'Contiguous',
    ]);
    return behavior === 'Contiguous'
      ? split(`${PUNCTUATION}+`, 'Isolated')
      : split(PUNCTUATION, behavior);
  },
  Digits: (step, path) =>
    readFlag(step['individual_digits'], `${path}.individual_digits`, false)
      ? split('\\p{N}', 'Isolated')
      : split('\\p{N}+', 'Isolated'),
  Split: (step, path) => {
    const invert = readFlag(step['invert'], `${path}.invert`, false);
    // The library passes over the other behaviours.
    const behaviors = invert ? ['Removed'] : ['Isolated', 'Removed'];
    const behavior = readWord(step['behavior'], `${path}.behavior`, behaviors);
    return { pattern: readPattern(step['pattern'], `${path}.pattern`), behavior, invert };
  },
  FixedLength: (step, path) => ({ length: readInteger(step['length'], `${path}.length`, 1, 1e6) }),
};

const DECODERS: Readonly<Record<string, Reader>> = {
  ByteLevel: plain,
  ByteFallback: plain,
  Fuse: plain,
  WordPiece: (step, path) => ({
    prefix: readText(step['prefix'] ?? '##', `${path}.prefix`, 8),
    cleanup: readFlag(step['cleanup'], `${path}.cleanup`, true),
  }),
  Metaspace: (step, path) => ({
    replacement: readText(step['replacement'] ?? '▁', `${path}.replacement`, 2),
  }),
  BPEDecoder: (step, path) => ({ suffix: readText(step['suffix'] ?? '</w>', `${path}.suffix`, 8) }),
  Strip: (step, path) => ({
    content: readText(step['content'] ?? ' ', `${path}.content`, 2),
    start: readInteger(step['start'] ?? 0, `${path}.start`, 0, 1000),
    stop: readInteger(step['stop'] ?? 0, `${path}.stop`, 0, 1000),
  }),
  Replace: replace,
};

function replace(step: Loose, path: string): Loose {
  const pattern = readPattern(step['pattern'], `${path}.pattern`);
  return { pattern, content: readReplacement(pattern, step['content'], `${path}.content`) };
}

function split(regex: string, behavior: string, invert = false): Loose {
  return { type: 'Split', pattern: { Regex: regex }, behavior, invert };
}

function readStep(
  value: unknown,
  path: string,
  readers: Readonly<Record<string, Reader>>,
  parts: string,
  depth = 0,
): Loose | null {
  if (value === undefined || value === null) return null;
  const step = readObject(value, path);
  const type = step['type'];
  if (type === 'Sequence') {
    if (depth === MAX_DEPTH) throw refuseFile(path, `steps nested at most ${MAX_DEPTH} deep`);
    const list = readList(step[parts], `${path}.${parts}`, MAX_STEPS);
    return {
      type,
      [parts]: list.map((part, i) =>
        readStep(part, `${path}.${parts}[${i}]`, readers, parts, depth + 1),
      ),
    };
  }
  const name = readWord(type, `${path}.type`, [...Object.keys(readers), 'Sequence']);
  return { type: name, ...readers[name]?.(step, path) };
}

/** The step that changes the text, or null. */
export function readNormalizer(value: unknown): Loose | null {
  return readStep(value, 'normalizer', NORMALIZERS, 'normalizers');
}

/** The step that cuts the text, or null. */
export function readPreTokenizer(value: unknown): Loose | null {
  return readStep(value, 'pre_tokenizer', PRE_TOKENIZERS, 'pretokenizers');
}

/** The step that makes a text of tokens, or null. */
export function readDecoder(value: unknown): Loose | null {
  return readStep(value, 'decoder', DECODERS, 'decoders');
}
