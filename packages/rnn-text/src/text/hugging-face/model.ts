import {
  readFlag,
  readInteger,
  readList,
  readObject,
  readText,
  readTextOrNull,
  readWord,
  refuseFile,
  type Loose,
} from './read.ts';

/** Larger ids than any published tokeniser has. */
export const MAX_ID = 2 ** 21;
const MAX_TOKEN_LENGTH = 1000;
/** Characters of all pieces together: the library takes hundreds of bytes for each. */
const MAX_PIECES = 1 << 21;
const MODELS = ['BPE', 'WordPiece', 'Unigram', 'WordLevel'];

/** A model, and the ids of its tokens. */
export interface ReadModel {
  readonly model: Loose;
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: string | null;
}

/**
 * The part of a file that makes tokens of what the text was cut into. What the library would pass over, and
 * thus give other ids than the original, is refused.
 *
 * @throws ParticleError `option-invalid`.
 */
export function readModel(value: unknown): ReadModel {
  const model = readObject(value, 'model');
  switch (readWord(typeOf(model), 'model.type', MODELS)) {
    case 'BPE':
      return readBpe(model);
    case 'WordPiece':
      return readWordPiece(model);
    case 'Unigram':
      return readUnigram(model);
    default:
      return readWordLevel(model);
  }
}

/** Older files do not say it. */
function typeOf(model: Loose): unknown {
  if (model['type'] !== undefined) return model['type'];
  if (Array.isArray(model['vocab'])) return 'Unigram';
  if (model['merges'] !== undefined) return 'BPE';
  return model['continuing_subword_prefix'] === undefined ? 'WordLevel' : 'WordPiece';
}

function readBpe(model: Loose): ReadModel {
  const ids = readIds(model['vocab']);
  const merges = readList(model['merges'], 'model.merges', MAX_ID).map((merge, i) => {
    const pair = typeof merge === 'string' ? merge.split(' ') : merge;
    if (Array.isArray(pair) && pair.length === 2 && pair.every((part) => isToken(part)))
      return pair;
    throw refuseFile(`model.merges[${i}]`, 'two tokens', merge);
  });
  if (model['dropout']) throw refuseFile('model.dropout', 'no dropout', model['dropout']);
  refuseText(model, 'continuing_subword_prefix');
  const unknown = readTextOrNull(model['unk_token'], 'model.unk_token', MAX_TOKEN_LENGTH);
  return {
    ids,
    unknown,
    model: {
      type: 'BPE',
      vocab: model['vocab'],
      merges,
      unk_token: unknown,
      end_of_word_suffix: readTextOrNull(model['end_of_word_suffix'], 'model.suffix', 8) ?? '',
      fuse_unk: readFlag(model['fuse_unk'], 'model.fuse_unk', false),
      byte_fallback: readFlag(model['byte_fallback'], 'model.byte_fallback', false),
      ignore_merges: readFlag(model['ignore_merges'], 'model.ignore_merges', false),
    },
  };
}

function readWordPiece(model: Loose): ReadModel {
  const unknown = readText(model['unk_token'] ?? '[UNK]', 'model.unk_token', MAX_TOKEN_LENGTH);
  const longest = model['max_input_chars_per_word'] ?? 100;
  return {
    ids: readIds(model['vocab']),
    unknown,
    model: {
      type: 'WordPiece',
      vocab: model['vocab'],
      unk_token: unknown,
      continuing_subword_prefix: readText(
        model['continuing_subword_prefix'] ?? '##',
        'model.continuing_subword_prefix',
        8,
      ),
      // The work for a word grows with the cube of its length.
      max_input_chars_per_word: readInteger(longest, 'model.max_input_chars_per_word', 1, 200),
    },
  };
}

function readUnigram(model: Loose): ReadModel {
  const list = readList(model['vocab'], 'model.vocab', MAX_ID);
  const ids = new Map<string, number>();
  let characters = 0;
  list.forEach((item, i) => {
    const [token, score] = Array.isArray(item) ? (item as unknown[]) : [];
    if (!isToken(token) || typeof score !== 'number') {
      throw refuseFile(`model.vocab[${i}]`, 'a token and its score', item);
    }
    characters += token.length;
    if (characters > MAX_PIECES)
      throw refuseFile('model.vocab', `at most ${MAX_PIECES} characters`);
    ids.set(token, i);
  });
  if (readFlag(model['byte_fallback'], 'model.byte_fallback', false)) {
    throw refuseFile('model.byte_fallback', 'false (the library passes over it)', true);
  }
  const unknown = readInteger(model['unk_id'], 'model.unk_id', 0, Math.max(0, list.length - 1));
  const [token] = (list[unknown] ?? []) as unknown[];
  return {
    ids,
    unknown: typeof token === 'string' ? token : null,
    model: { type: 'Unigram', vocab: list, unk_id: unknown },
  };
}

function readWordLevel(model: Loose): ReadModel {
  const unknown = readTextOrNull(model['unk_token'], 'model.unk_token', MAX_TOKEN_LENGTH);
  return {
    ids: readIds(model['vocab']),
    unknown,
    model: { type: 'WordLevel', vocab: model['vocab'], unk_token: unknown },
  };
}

function readIds(value: unknown): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const seen = new Set<number>();
  for (const [token, id] of Object.entries(readObject(value, 'model.vocab'))) {
    const path = `model.vocab[${JSON.stringify(token.slice(0, 40))}]`;
    readText(token, path, MAX_TOKEN_LENGTH);
    const checked = readInteger(id, path, 0, MAX_ID);
    if (seen.has(checked)) throw refuseFile(path, 'an id of its own', id);
    seen.add(checked);
    ids.set(token, checked);
  }
  if (ids.size === 0) throw refuseFile('model.vocab', 'at least one token');
  return ids;
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TOKEN_LENGTH;
}

/** What the library does not know must not be there. */
function refuseText(model: Loose, key: string): void {
  const value = model[key];
  if (value === undefined || value === null || value === '') return;
  throw refuseFile(`model.${key}`, 'nothing (the library passes over it)', value);
}
