import { ParticleError } from '@sora-particles/combinator-core';
import type { CodeIds } from '../vocabulary/coder.ts';
import type { HuggingFaceTokens, SpecialIds } from '../vocabulary/vocabulary.ts';
import { readTokenizerFile, type TokenizerFile } from './read-file.ts';

/**
 * UTF-16 units of one text. Beyond it the library takes seconds for a text without spaces, or more
 * arguments than fit on the stack.
 */
const MAX_TEXT = 100_000;

/** What is used of the library, whose own declarations cannot be resolved from ES modules. */
interface Library {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
}

interface Tokenizer {
  readonly encode: (
    text: string,
    options: { readonly add_special_tokens: boolean },
  ) => { readonly ids: readonly (number | undefined)[] };
  readonly decode: (
    ids: number[],
    options: {
      readonly skip_special_tokens: boolean;
      readonly clean_up_tokenization_spaces: boolean;
    },
  ) => string;
}

/** Makes the tokens of a file with `@huggingface/tokenizers`, which is only imported now. */
export async function huggingFaceCoder(
  { json }: HuggingFaceTokens,
  ids: SpecialIds,
): Promise<CodeIds> {
  const { Tokenizer } = (await import('@huggingface/tokenizers')) as Library;
  const file = readTokenizerFile(json);
  const tokenizer = guarded('option-invalid', 'the library cannot use this tokenizer.json', () => {
    // Models without sub-words take the unknown token from here.
    return new Tokenizer(file.tokenizer, { unk_token: file.unknown });
  });
  return {
    encode: (text) => encode(tokenizer, text, ids.unknown),
    decode: (codes) => decode(tokenizer, file, codes),
  };
}

function encode(tokenizer: Tokenizer, text: string, unknown: number | undefined): number[] {
  if (text.length > MAX_TEXT) {
    throw new ParticleError({
      code: 'value-out-of-range',
      summary: 'the text is too long for a tokeniser of Hugging Face',
      expected: `at most ${MAX_TEXT} characters`,
      found: `${text.length} characters`,
      remedy: 'cut it, at the end of a paragraph say',
    });
  }
  const found = guarded(
    'value-invalid',
    'the library cannot encode this text',
    () => tokenizer.encode(text, { add_special_tokens: false }).ids,
  );
  // A model may have no token for what it does not know; then it is left out, as in the original.
  return found.map((id) => id ?? unknown).filter((id) => id !== undefined);
}

function decode(tokenizer: Tokenizer, file: TokenizerFile, codes: number[]): string {
  if (codes.length === 0) return '';
  return guarded('value-invalid', 'the library cannot decode these ids', () =>
    tokenizer.decode(codes, {
      skip_special_tokens: file.added.length > 0,
      clean_up_tokenization_spaces: false,
    }),
  );
}

/** What the library throws, as one of ours. */
function guarded<T>(code: 'option-invalid' | 'value-invalid', summary: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new ParticleError({ code, summary, cause });
  }
}
