import {
  checkOptions,
  graph,
  is,
  leafKind,
  optional,
  type AnyParticle,
  type Particle,
} from '@sora-particles/combinator-core';
import { concatenate, dense, dropout as drop } from '@sora-particles/combinator-core/elementary';
import { dotProductAttention } from '../attention/dot-product-attention.ts';
import { embedding } from '../embedding/embedding.ts';
import { defineBlock } from '../internal/define-block.ts';
import { bidirectional } from '../recurrent/bidirectional.ts';
import { gru } from '../recurrent/gru.ts';
import { stepMask, steps, type StepMask } from '../steps.ts';
import { tokensOf, type TokensOf } from '../text/vocabulary/vocabulary.ts';
import {
  identityOf,
  isVocabularyIdentity,
  type VocabularyIdentity,
} from '../vocabulary-identity.ts';

/** Options of {@link translator}. */
export interface TranslatorOptions<
  SourceName extends string = string,
  TargetName extends string = string,
  Name extends string = string,
> {
  /** Whose ids come in. */
  readonly source: VocabularyIdentity<SourceName>;
  /** Whose ids go out. */
  readonly target: VocabularyIdentity<TargetName>;
  /** How many numbers each id becomes; a positive integer. Default 128. */
  readonly embeddingUnits?: number;
  /** Size of the states, and of what is attended to; a positive integer. Default 128. */
  readonly units?: number;
  /** Share of embeddings and features that is dropped while training, from 0, below 1. Default 0.2. */
  readonly dropout?: number;
  /** Name in messages and paths. Default `'translator'`. */
  readonly name?: Name;
}

/** A row of ids of a vocabulary. */
interface Ids<Name extends string, Time extends string> {
  readonly shape: readonly ['batch', Time];
  readonly dtype: 'int32';
  readonly meaning: TokensOf<Name>;
}

/** Made by {@link translator}. */
export interface Translator<
  Name extends string = string,
  SourceName extends string = string,
  TargetName extends string = string,
> extends Particle<
  Name,
  {
    readonly x: Ids<SourceName, 'sourceTime'>;
    readonly mask: StepMask<'sourceTime'>;
    readonly target: Ids<TargetName, 'time'>;
    readonly targetMask: StepMask;
  },
  {
    readonly y: {
      readonly shape: readonly ['batch', 'time', number];
      readonly dtype: 'float32';
      readonly meaning: 'logits';
    };
  },
  readonly []
> {}

/**
 * Reads a sequence and writes another, with attention: what comes next after each token of `target`, given
 * those before it and all of `x`. An encoder goes over the source both ways with a GRU; a decoder begins
 * with what it remembers, goes over the target with another, and looks at the source from each step.
 *
 * To train, `target` is the translation with the start token in front (teacher forcing), and what the loss
 * compares is the translation with the end token behind: `sparseCategoricalCrossEntropy({ ignoreClass: 0 })`
 * leaves padding out. To translate, {@link translatorModel} hands it to `greedy`, `beamSearch` or `sample`,
 * which run the encoder once and then the decoder token by token.
 *
 * Inputs `x`: int32 `[batch, sourceTime]`, ids of the source vocabulary; `mask`, optional: bool `[batch,
 * sourceTime]`; `target`: int32 `[batch, time]`, ids of the target vocabulary; `targetMask`, optional: bool
 * `[batch, time]`. Output `y`: float32 `[batch, time, size of the target vocabulary]`, logits.
 *
 * Parameters lie under `encoder/` (`embedding`, `gru`, `memory`, `bridge`) and `decoder/` (`embedding`, `gru`,
 * `combine`, `logits`).
 *
 * Source: Luong, Pham and Manning 2015, https://arxiv.org/abs/1508.04025, whose encoder goes one way, and
 * which gives the last features to the next step; with one layer each, and a GRU in place of an LSTM.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`, `name-invalid`.
 *
 * @example
 * ```ts
 * import { createVocabulary, translator } from '@sora-particles/rnn-text';
 *
 * const special = ['start', 'end'] as const;
 * const source = createVocabulary({ name: 'english', tokens: ['good', 'morning'] });
 * const target = createVocabulary({ name: 'french', tokens: ['bonjour'], special });
 * const particle = translator({ source, target, units: 32 });
 * console.log(particle.output.y.shape); // [ 'batch', 'time', 5 ]
 * ```
 */
export function translator<
  const SourceName extends string,
  const TargetName extends string,
  const Name extends string = 'translator',
>(
  options: TranslatorOptions<SourceName, TargetName, Name>,
): Translator<Name, SourceName, TargetName>;
export function translator(options: TranslatorOptions): Particle {
  checkOptions<TranslatorOptions>('translator', options, {
    source: isVocabularyIdentity,
    target: isVocabularyIdentity,
    embeddingUnits: optional(is.positiveInteger),
    units: optional(is.positiveInteger),
    dropout: optional(is.fraction),
    name: optional(is.string),
  });
  const { embeddingUnits = 128, units = 128, dropout = 0.2, name = 'translator' } = options;
  const [source, target] = [identityOf(options.source), identityOf(options.target)];
  const settings = { source, target, embeddingUnits, units, dropout };
  const input = {
    x: ids(source, 'sourceTime'),
    mask: stepMask('sourceTime'),
    target: ids(target, 'time'),
    targetMask: stepMask(),
  };
  const body = graph(input)
    .node('encoder', encoder(settings), { x: 'x', mask: 'mask' })
    .node('decoder', decoder(settings), {
      x: 'target',
      mask: 'targetMask',
      memory: 'encoder',
      memoryMask: 'mask',
      hidden: 'encoder.hidden',
    })
    .output({ y: 'decoder.y' });
  const y = { shape: ['batch', 'time', target.size], dtype: 'float32', meaning: 'logits' } as const;
  return defineBlock(
    { kind: 'rnn-text/translator@1', name, config: settings, output: { y } },
    body,
  );
}

type Settings = Required<Omit<TranslatorOptions, 'name'>>;

/** From ids to what the decoder looks at, and what it begins with. */
function encoder({ source, embeddingUnits, units, dropout }: Settings): AnyParticle {
  const reader = gru({ units, returnSequences: true, returnState: true });
  return graph({ x: ids(source, 'time'), mask: stepMask() })
    .node('embedding', embedding({ vocabulary: source, units: embeddingUnits }), { x: 'x' })
    .node('embeddingDropout', drop(dropout), { x: 'embedding' })
    .node('gru', bidirectional(reader), { x: 'embeddingDropout', mask: 'mask' })
    .node('memory', dense({ units }), { x: 'gru' })
    .node('states', concatenate(), { a: 'gru.forward.hidden', b: 'gru.backward.hidden' })
    .node('bridge', dense({ units, activation: 'tanh' }), { x: 'states' })
    .output({ y: 'memory', hidden: 'bridge' });
}

/** From ids, one or many, to what comes after each; its state goes in and comes out. */
function decoder({ target, embeddingUnits, units, dropout }: Settings): AnyParticle {
  const writer = gru({ units, returnSequences: true, returnState: true });
  const input = {
    x: ids(target, 'time'),
    mask: stepMask(),
    memory: steps(units, 'memoryTime'),
    memoryMask: stepMask('memoryTime'),
    hidden: { shape: ['batch', units], dtype: 'float32' },
  } as const;
  const attention = dotProductAttention({ memory: true, scale: 'none' });
  return graph(input)
    .node('embedding', embedding({ vocabulary: target, units: embeddingUnits }), { x: 'x' })
    .node('embeddingDropout', drop(dropout), { x: 'embedding' })
    .node('gru', writer, { x: 'embeddingDropout', mask: 'mask', hidden: 'hidden' })
    .node('attention', attention, {
      x: 'gru',
      mask: 'mask',
      memory: 'memory',
      memoryMask: 'memoryMask',
    })
    .node('both', concatenate(), { a: 'gru', b: 'attention' })
    .node('combine', dense({ units, activation: 'tanh' }), { x: 'both' })
    .node('dropout', drop(dropout), { x: 'combine' })
    .node('logits', dense({ units: target.size, meaning: 'logits' }), { x: 'dropout' })
    .output({ y: 'logits', hidden: 'gru.hidden' });
}

function ids<const Time extends string>(vocabulary: VocabularyIdentity, time: Time) {
  return {
    shape: ['batch', time],
    dtype: 'int32',
    meaning: tokensOf(vocabulary),
  } as const;
}

/** Registry entry of {@link translator}. */
export const translatorKind = leafKind('rnn-text/translator@1', translator);
