import { MAX_ID, readModel } from './model.ts';
import { readAddedTokens, type AddedToken } from './added-tokens.ts';
import { readObject, refuseFile, type Loose } from './read.ts';
import { readDecoder, readNormalizer, readPreTokenizer } from './steps.ts';

/** UTF-16 units of a whole file without spaces; the largest published ones have some 20 million. */
const MAX_FILE = 24 * 2 ** 20;

/** A tokenizer.json that has been checked. */
export interface TokenizerFile {
  /** What the library is given: known fields only, and no post-processor. */
  readonly tokenizer: Loose;
  /** Ids by token, those added included. */
  readonly ids: ReadonlyMap<string, number>;
  readonly added: readonly AddedToken[];
  /** The token for what is not known, if the model has one. */
  readonly unknown: string | null;
  /** The token that the file pads with, if it says so. */
  readonly padding: string | null;
  /** One more than the largest id. */
  readonly size: number;
}

/**
 * Reads the text of a tokenizer.json.
 *
 * @throws ParticleError `option-invalid`.
 */
export function readTokenizerFile(json: string): TokenizerFile {
  if (json.length > MAX_FILE) {
    throw refuseFile('.', `at most ${MAX_FILE} characters`, json.length);
  }
  const file = readObject(parse(json), '.');
  const { model, ids, unknown } = readModel(file['model']);
  const added = readAddedTokens(file['added_tokens'], MAX_ID);
  const all = new Map([...ids, ...added.map(({ content, id }) => [content, id] as const)]);
  const padding: unknown = (file['padding'] as Loose | null | undefined)?.['pad_token'];
  return {
    tokenizer: {
      version: '1.0',
      added_tokens: added,
      normalizer: readNormalizer(file['normalizer']),
      pre_tokenizer: readPreTokenizer(file['pre_tokenizer']),
      // Special tokens are added by `tokenize`, which knows how much room they need.
      post_processor: null,
      decoder: readDecoder(file['decoder']),
      model,
    },
    ids: all,
    added,
    unknown,
    padding: typeof padding === 'string' ? padding : null,
    size: largest(all.values()) + 1,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw Object.assign(refuseFile('.', 'JSON'), { cause });
  }
}

/** Not `Math.max(...)`: there are more than fit on the stack. */
function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
