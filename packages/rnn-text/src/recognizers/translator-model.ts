import {
  checkOptions,
  checkVariables,
  createContext,
  is,
  ParticleError,
  splitVariables,
  type AnyParticle,
  type RunResult,
  type TensorRecord,
  type Variables,
} from '@sora-particles/combinator-core';
import { expandDims, squeeze, tensor2d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import type { NextTokenModel } from '../decoding/next-token-model.ts';
import type { VocabularyIdentity } from '../vocabulary-identity.ts';

/** Options of {@link translatorModel}. */
export interface TranslatorModelOptions {
  /** Made by `translator`, or loaded. */
  readonly particle: AnyParticle;
  /** Its weights; they stay the caller's, and must stay until the translation is over. */
  readonly variables: Variables;
  /** The ids of one text to translate; one or more. */
  readonly ids: ArrayLike<number>;
}

/**
 * A translator with a text to translate, for `greedy`, `beamSearch` and `sample`: the encoder runs once, the
 * decoder token by token, with the state that it carries.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid` for another particle;
 *   `data-empty` without ids, `value-out-of-range` for ids that the vocabulary does not have; the codes of
 *   `checkVariables`.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { initialize } from '@sora-particles/combinator-core';
 * import { createVocabulary, greedy, translator, translatorModel } from '@sora-particles/rnn-text';
 *
 * const source = createVocabulary({ name: 'english', tokens: ['good', 'morning'] });
 * const target = createVocabulary({ name: 'french', tokens: ['bonjour'], special: ['start', 'end'] });
 * const particle = translator({ source, target, units: 8 });
 * const model = translatorModel({ particle, variables: initialize(particle, { seed: 1 }), ids: [2, 3] });
 * for await (const { id } of greedy(model, { startId: 2, endId: 3, maxLength: 5 })) console.log(id);
 * ```
 */
export function translatorModel(options: TranslatorModelOptions): NextTokenModel {
  checkOptions<TranslatorModelOptions>('translatorModel', options, {
    particle: (value) =>
      (value as AnyParticle | undefined)?.kind === 'rnn-text/translator@1'
        ? undefined
        : 'a translator',
    variables: is.anything,
    ids: is.anything,
  });
  const { particle, variables } = options;
  const source = particle.config['source'] as unknown as VocabularyIdentity;
  const ids = readIds(options.ids, source);
  checkVariables(particle, variables);
  const encoder = part(particle, variables, 'encoder');
  const decoder = part(particle, variables, 'decoder');
  return {
    begin: () =>
      tidy(() => {
        const { y, hidden } = encoder({ x: tensor2d([ids], [1, ids.length], 'int32') });
        return { memory: y as Tensor, hidden: hidden as Tensor };
      }),
    step: (tokens, state) =>
      tidy(() => {
        const x = expandDims(tokens, 1);
        const { y, hidden } = decoder({ x, ...state });
        const next = { memory: (state['memory'] as Tensor).clone(), hidden: hidden as Tensor };
        return { logits: squeeze(y as Tensor, [1]), state: next };
      }),
  };
}

/** A part of the translator with its weights, as a function of tensors. */
function part(particle: AnyParticle, variables: Variables, name: string) {
  const node = particle.composition?.nodes.find((one) => one.name === name);
  const { params, state } = splitVariables(particle, variables);
  const own = (all: TensorRecord): TensorRecord =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([path]) => path.startsWith(`${name}/`))
        .map(([path, tensor]) => [path.slice(name.length + 1), tensor]),
    );
  const [weights, statistics] = [own(params), own(state)];
  return (inputs: TensorRecord): TensorRecord =>
    (node?.particle.run(createContext(), inputs, weights, statistics) as RunResult<TensorRecord>)
      .outputs;
}

function readIds(given: ArrayLike<number>, { name, size }: VocabularyIdentity): number[] {
  const ids = Array.from(given);
  const wrong = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= size);
  if (ids.length > 0 && wrong === -1) return ids;
  throw new ParticleError({
    code: ids.length === 0 ? 'data-empty' : 'value-out-of-range',
    summary:
      ids.length === 0
        ? 'translatorModel(): there are no ids to translate'
        : `the vocabulary '${name}' has no token with the id ${String(ids[wrong])}`,
    path: ids.length === 0 ? 'ids' : `ids[${wrong}]`,
    expected: `integers from 0 to ${size - 1}`,
  });
}
