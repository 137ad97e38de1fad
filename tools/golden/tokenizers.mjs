/**
 * Golden values for packages/rnn-text: small tokenizer.json files, with what Hugging Face's own
 * implementation (in Rust) makes of hard texts. Its package for Node is not a dependency: install it in
 * a folder of its own.
 *
 *     npm install --ignore-scripts --prefix <folder> tokenizers@0.23.2
 *     node tools/golden/tokenizers.mjs <folder>
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: tokenizers.mjs <folder with tokenizers 0.23.2>');
const { Tokenizer } = createRequire(resolve(folder, 'x.js'))('tokenizers');

const OUT = new URL('../../packages/rnn-text/test/golden/tokenizers.json', import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), 'golden-'));

const corpus = `The quick brown fox jumps over the lazy dog. The lazy dog sleeps; the fox doesn't.
It's 2024, and they've sold 1,234 foxes for $99.95! We'll see what they'd say: "I'm lazy."
Les élèves naïfs préfèrent le café à l'été. Fußgänger müssen über die Straße gehen.
我爱北京天安门。北京是中国的首都。東京タワーへ行きましょう。
Привет, мир! Как дела? שלום עולם. مرحبا بالعالم.
low lower lowest new newer newest wide wider widest 🙂🙂👍🏽 👨‍👩‍👧 🇩🇪
function test(x) {\n\treturn x + 1;\n}\n\n`.repeat(4);
const corpusFile = join(scratch, 'corpus.txt');
writeFileSync(corpusFile, corpus);

const texts = [
  '',
  ' ',
  'The lazy fox',
  '  two  spaces   and more ',
  "It's we've they'll I'd I'm don't DON'T",
  'price: $1,234.50!!! (50% off)',
  'línea\nnueva\r\n\ttab  \n\n end\n',
  'naïve café e\u0301le\u0300ve Ångström ﬁn',
  '我爱北京 東京タワー。カタカナ ひらがな',
  'Привет мир שלום مرحبا',
  '🙂 👍🏽 👨‍👩‍👧 🇩🇪🇫🇷 1️⃣',
  'lowestwidestnewest unseenwordzzz',
  'control\u0000\u0001chars\u200bzero\u00adwidth',
  '१२३ ٣٤ ² ½ Ⅷ',
  'tabs\t\ttabs\u00a0nbsp\u3000ideographic',
  'ＦＵＬＬ ｗｉｄｔｈ',
  'snake_case camelCase kebab-case 3.14 v2.0',
];

const shell = { version: '1.0', truncation: null, padding: null, added_tokens: [] };

/** Models that know nothing yet. */
const untrained = {
  BPE: { type: 'BPE', vocab: {}, merges: [] },
  Unigram: { type: 'Unigram', vocab: [['<unk>', 0]], unk_id: 0 },
};

/** A file with the model that the trainer of the library finds. */
function train(model, steps) {
  const begun = { ...shell, post_processor: null, decoder: null, normalizer: null, ...steps };
  const tokenizer = Tokenizer.fromString(JSON.stringify({ ...begun, model: untrained[model] }));
  tokenizer.train([corpusFile]);
  const path = join(scratch, 'trained.json');
  tokenizer.save(path);
  return JSON.parse(readFileSync(path, 'utf8'));
}

const special = (id, content) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/** A vocabulary of whole words and pieces, written by hand. */
const bertVocabulary = Object.fromEntries(
  [
    ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
    ...new Set(
      corpus
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .toLowerCase()
        .match(/[\p{L}\p{N}]{1,4}|[\p{P}$+]/gu),
    ),
    ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789', (letter) => `##${letter}`),
    ...['##est', '##er', '##er', '##s', '##ing'].filter(
      (piece, i, all) => all.indexOf(piece) === i,
    ),
  ]
    .filter((token, i, all) => all.indexOf(token) === i)
    .map((token, i) => [token, i]),
);

const cl100k =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const byteLevel = {
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
};

/** Words by their own, so that the steps before can be seen in the ids. */
function wordLevel(steps) {
  const pieces = new Set(['[UNK]']);
  const probe = Tokenizer.fromString(
    JSON.stringify({
      ...shell,
      normalizer: null,
      post_processor: null,
      decoder: null,
      ...steps,
      model: { type: 'WordLevel', vocab: { '[UNK]': 0 }, unk_token: '[UNK]' },
    }),
  );
  for (const text of texts) {
    const given = probe.getNormalizer()?.normalizeString(text) ?? text;
    for (const [piece] of probe.getPreTokenizer().preTokenizeString(given)) pieces.add(piece);
  }
  return {
    ...shell,
    normalizer: null,
    post_processor: null,
    decoder: null,
    ...steps,
    model: {
      type: 'WordLevel',
      // Every third is left out, and unknown.
      vocab: Object.fromEntries([...pieces].filter((_, i) => i % 3 !== 2).map((p, i) => [p, i])),
      unk_token: '[UNK]',
    },
  };
}

/** The trainer finds pieces and their scores, and no place for what is unknown. */
function withUnknown(file) {
  return {
    ...file,
    model: { ...file.model, unk_id: 0, vocab: [['<unk>', 0], ...file.model.vocab] },
  };
}

const sequence = (...pretokenizers) => ({ type: 'Sequence', pretokenizers });

const files = {
  'byte-level BPE (GPT-2)': train('BPE', { pre_tokenizer: byteLevel, decoder: byteLevel }),
  'byte-level BPE (cl100k)': train('BPE', {
    pre_tokenizer: sequence(
      { type: 'Split', pattern: { Regex: cl100k }, behavior: 'Isolated', invert: false },
      { ...byteLevel, use_regex: false },
    ),
    decoder: byteLevel,
  }),
  'WordPiece (BERT)': {
    ...shell,
    added_tokens: [
      special(0, '[PAD]'),
      special(2, '[CLS]'),
      special(3, '[SEP]'),
      special(4, '[MASK]'),
    ],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: bertVocabulary,
    },
  },
  'BPE with byte fallback (Llama)': {
    ...shell,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(
        [
          '<unk>',
          ...Array.from(
            { length: 256 },
            (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`,
          ),
          ...Array.from('▁abcdefghijklmnopqrstuvwxyzTI', (letter) => letter),
          ...['▁t', 'he', '▁the', 'er', 'es', 'est', '▁l', 'ow', '▁low', 'in', 'ing'],
        ].map((token, i) => [token, i]),
      ),
      merges: [
        ['▁', 't'],
        ['h', 'e'],
        ['▁t', 'he'],
        ['e', 'r'],
        ['e', 's'],
        ['es', 't'],
        ['▁', 'l'],
        ['o', 'w'],
        ['▁l', 'ow'],
        ['i', 'n'],
        ['in', 'g'],
      ],
    },
  },
  'Unigram (T5)': withUnknown(
    train('Unigram', {
      normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] },
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
      decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    }),
  ),
  'words: white space and punctuation': wordLevel({ pre_tokenizer: { type: 'Whitespace' } }),
  'words: split at spaces': wordLevel({ pre_tokenizer: { type: 'WhitespaceSplit' } }),
  'words: single punctuation marks': wordLevel({
    normalizer: { type: 'NFC' },
    pre_tokenizer: sequence(
      { type: 'WhitespaceSplit' },
      { type: 'Punctuation', behavior: 'Isolated' },
    ),
  }),
  'words: runs of punctuation marks': wordLevel({
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFD' },
        { type: 'StripAccents' },
        { type: 'Strip', strip_left: true, strip_right: true },
      ],
    },
    pre_tokenizer: sequence(
      { type: 'WhitespaceSplit' },
      { type: 'Punctuation', behavior: 'Contiguous' },
    ),
  }),
  'words: single digits': wordLevel({
    pre_tokenizer: sequence(
      { type: 'WhitespaceSplit' },
      { type: 'Digits', individual_digits: true },
    ),
  }),
  'words: numbers': wordLevel({
    pre_tokenizer: sequence(
      { type: 'WhitespaceSplit' },
      { type: 'Digits', individual_digits: false },
    ),
  }),
};

const golden = [];
for (const [name, file] of Object.entries(files)) {
  const json = JSON.stringify(file);
  const tokenizer = Tokenizer.fromString(json);
  const rows = [];
  for (const text of texts) {
    const ids = (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
    const full = (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
    rows.push({
      text,
      ids,
      ...(full.join() !== ids.join() && { withSpecial: full }),
      decoded: await tokenizer.decode(ids, true),
    });
  }
  golden.push({ name, json, rows });
}
writeFileSync(OUT, `${JSON.stringify(golden)}\n`);
console.log(
  golden.map(({ name, json, rows }) => `${name}: ${json.length}, ${rows.length}`).join('\n'),
);
