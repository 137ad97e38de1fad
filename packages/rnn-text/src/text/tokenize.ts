import {
  checkOptions,
  defineParticle,
  is,
  leafKind,
  optional,
  ParticleError,
  type AnyParticle,
  type OptionCheck,
  type Particle,
} from '@sora-particles/combinator-core';
import type { NamedOptions } from '../internal/named.ts';
import { fitRow, padRows, type PadTo, type Room } from './pad-rows.ts';
import { openCoder, type TextCoder } from './vocabulary/coder.ts';
import { isVocabulary, parseVocabulary } from './vocabulary/parse-vocabulary.ts';
import { toConfig, tokensOf, type TokensOf, type Vocabulary } from './vocabulary/vocabulary.ts';

/** The size of the time axis: known where the rows are padded to a number. */
export type TimeOf<To extends PadTo> = To extends number ? To : null;

/** Options of {@link tokenize}. */
export interface TokenizeOptions<
  VocabularyName extends string = string,
  To extends PadTo = PadTo,
  Name extends string = string,
> extends NamedOptions<Name> {
  /** How texts become ids. It is saved with the particle. */
  readonly vocabulary: Vocabulary<VocabularyName>;
  /** The most tokens of a text, start and end included. Default: `padTo`, where that is a number. */
  readonly maxLength?: number;
  /** Where what is too long is cut: `'end'` keeps the beginning of the text. Default `'end'`. */
  readonly truncate?: 'start' | 'end';
  /** How long rows become; a number is at least `maxLength`. Default `'longest'`. */
  readonly padTo?: To;
  /** Whether each text begins with the start token of the vocabulary. Default false. */
  readonly addStart?: boolean;
  /** Whether each text ends with the end token of the vocabulary, also where it was cut. Default false. */
  readonly addEnd?: boolean;
}

/** Made by {@link tokenize}. */
export interface Tokenize<
  Name extends string = string,
  VocabularyName extends string = string,
  Time extends number | null = number | null,
> extends Particle<
  Name,
  { readonly x: { readonly value: 'text'; readonly shape: readonly ['batch'] } },
  {
    readonly y: {
      readonly shape: readonly ['batch', Time];
      readonly dtype: 'int32';
      readonly meaning: TokensOf<VocabularyName>;
    };
    readonly mask: { readonly shape: readonly ['batch', Time]; readonly dtype: 'bool' };
  },
  readonly []
> {}

const isPadTo: OptionCheck = (value) => {
  const size: unknown =
    typeof value === 'object' && value !== null && Object.keys(value).join() === 'multipleOf'
      ? (value as { multipleOf: unknown }).multipleOf
      : value;
  return value === 'longest' || is.positiveInteger(size) === undefined
    ? undefined
    : "'longest', a positive integer or { multipleOf: a positive integer }";
};

/**
 * Turns texts into rows of ids, with a mask that tells tokens from padding.
 *
 * Input `x`: texts `[batch]`. Output `y`: int32 `[batch, time]`, meaning `tokens/<vocabulary>/<hash>`,
 * padded at the end with the padding token; `mask`: bool `[batch, time]`, true where there is a token. A
 * batch of empty texts has one step of padding, as no engine likes axes of 0. Runs on the host.
 *
 * Rows as long as the longest depend on the batch, so `predict` does not split what it is given then. Pad to
 * a number where thousands of texts are answered in one call. Keras `TextVectorization('int')`.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`; at the
 *   call `value-out-of-range` for a text that is too long for a tokeniser of Hugging Face.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { predict } from '@sora-particles/combinator-core';
 * import { createVocabulary, tokenize } from '@sora-particles/rnn-text';
 *
 * const vocabulary = createVocabulary({ name: 'weather', tokens: ['rain', 'and', 'sun'] });
 * const { y, mask } = await predict(tokenize({ vocabulary, maxLength: 8 }), {}, {
 *   x: ['rain and sun', 'snow'],
 * });
 * console.log(y.arraySync()); // [ [ 2, 3, 4 ], [ 1, 0, 0 ] ]
 * console.log(mask.arraySync()); // [ [ 1, 1, 1 ], [ 1, 0, 0 ] ]
 * ```
 */
export function tokenize<
  const VocabularyName extends string,
  const To extends PadTo = 'longest',
  const Name extends string = 'tokenize',
>(options: TokenizeOptions<VocabularyName, To, Name>): Tokenize<Name, VocabularyName, TimeOf<To>> {
  checkOptions('tokenize', options, {
    vocabulary: isVocabulary,
    maxLength: optional(is.positiveInteger),
    truncate: optional(is.oneOf('start', 'end')),
    padTo: optional(isPadTo),
    addStart: optional(is.boolean),
    addEnd: optional(is.boolean),
    name: optional(is.string),
  });
  const { truncate = 'end', addStart = false, addEnd = false }: TokenizeOptions = options;
  const padTo: PadTo = options.padTo ?? 'longest';
  const vocabulary = parseVocabulary(options.vocabulary, 'tokenize.vocabulary');
  const room: Room = {
    truncate,
    maxLength: lengthOf(options.maxLength, padTo),
    before: addStart ? [idOf(vocabulary, 'start')] : [],
    after: addEnd ? [idOf(vocabulary, 'end')] : [],
  };
  if (room.before.length + room.after.length > room.maxLength) {
    throw refuse('maxLength', 'room for the start and the end token', String(room.maxLength));
  }
  const time = typeof padTo === 'number' ? padTo : null;
  const particle: AnyParticle = defineParticle({
    kind: 'rnn-text/tokenize@1',
    name: options.name ?? ('tokenize' as Name),
    config: {
      vocabulary: toConfig(vocabulary),
      maxLength: room.maxLength,
      truncate,
      padTo: typeof padTo === 'object' ? { ...padTo } : padTo,
      addStart,
      addEnd,
    },
    input: { x: { value: 'text', shape: ['batch'] } },
    output: {
      y: { shape: ['batch', time], dtype: 'int32', meaning: tokensOf(vocabulary) },
      mask: { shape: ['batch', time], dtype: 'bool' },
    },
    traits: { host: true, differentiable: false, batchable: time !== null },
    run: (_context, { x }) => {
      const coder = openCoder(vocabulary);
      const answer = (open: TextCoder) => ({
        outputs: padRows(
          x.map((text) => fitRow(open.encode(text), room)),
          padTo,
          vocabulary.ids.padding ?? 0,
        ),
      });
      return coder instanceof Promise ? coder.then(answer) : answer(coder);
    },
  });
  return particle as Tokenize<Name, VocabularyName, TimeOf<To>>;
}

function lengthOf(maxLength: number | undefined, padTo: PadTo): number {
  if (typeof padTo !== 'number') {
    if (maxLength !== undefined) return maxLength;
    throw new ParticleError({
      code: 'option-missing',
      summary: "tokenize() needs the option 'maxLength', unless it pads to a number",
      path: 'tokenize.maxLength',
      expected: 'a positive integer',
    });
  }
  if (maxLength === undefined || maxLength <= padTo) return maxLength ?? padTo;
  throw refuse('padTo', `at least maxLength, which is ${maxLength}`, String(padTo));
}

function idOf({ name, ids }: Vocabulary, role: 'start' | 'end'): number {
  const id = ids[role];
  if (id !== undefined) return id;
  throw refuse(
    role === 'start' ? 'addStart' : 'addEnd',
    `false, as the vocabulary '${name}' has no ${role} token`,
    'true',
    `make it with special: ['${role}']`,
  );
}

function refuse(option: string, expected: string, found: string, remedy?: string): ParticleError {
  return new ParticleError({
    code: 'option-invalid',
    summary: `tokenize(): '${option}' must be ${expected}`,
    path: `tokenize.${option}`,
    expected,
    found,
    remedy,
  });
}

/** Registry entry of {@link tokenize}. */
export const tokenizeKind = leafKind('rnn-text/tokenize@1', tokenize<string, PadTo, string>);
