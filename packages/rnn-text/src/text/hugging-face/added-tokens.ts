import { readFlag, readInteger, readList, readObject, readText, refuseFile } from './read.ts';

/** Characters of all added tokens together: the library takes 100 bytes for each. */
const MAX_CHARACTERS = 1 << 18;

/** A token that stands for itself. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
}

/** Tokens that stand for themselves in a text, such as `[CLS]`. */
export function readAddedTokens(value: unknown, mostIds: number): readonly AddedToken[] {
  let characters = 0;
  return readList(value ?? [], 'added_tokens', 10_000).map((item, i) => {
    const path = `added_tokens[${i}]`;
    const token = readObject(item, path);
    if (readFlag(token['single_word'], `${path}.single_word`, false)) {
      throw refuseFile(`${path}.single_word`, 'false (the library passes over it)', true);
    }
    const content = readText(token['content'], `${path}.content`, 256);
    characters += content.length;
    if (characters > MAX_CHARACTERS) {
      throw refuseFile('added_tokens', `at most ${MAX_CHARACTERS} characters`);
    }
    const special = readFlag(token['special'], `${path}.special`, false);
    return {
      id: readInteger(token['id'], `${path}.id`, 0, mostIds),
      content,
      special,
      lstrip: readFlag(token['lstrip'], `${path}.lstrip`, false),
      rstrip: readFlag(token['rstrip'], `${path}.rstrip`, false),
      normalized: readFlag(token['normalized'], `${path}.normalized`, !special),
    };
  });
}
