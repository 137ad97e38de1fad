import { type AnyParticle, ParticleError, type Variables } from '@sora-particles/combinator-core';
import {
  beamSearch,
  textCoder,
  tokenize,
  translatorModel,
  type Vocabulary,
} from '@sora-particles/rnn-text';
import { MAX_TOKENS } from './particles.ts';

/**
 * Translates texts with a model of this example, one after the other, by beam search.
 *
 * @throws ParticleError `option-invalid` for a model of another make, `data-empty` for an empty text.
 */
export async function answer(
  particle: AnyParticle,
  variables: Variables,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const [source, target] = [vocabularyOf(particle, 'source'), vocabularyOf(particle, 'written')];
  const [reader, writer] = [await textCoder(source), await textCoder(target)];
  const weights = Object.fromEntries(
    Object.entries(variables).map(([path, one]) => [path.replace(/^translator\//u, ''), one]),
  );
  const { start = 0, end = 0, padding = 0, unknown = 0 } = target.ids;
  const answers: string[] = [];
  for (const text of texts) {
    const model = translatorModel({
      particle: part(particle, 'translator'),
      variables: weights,
      ids: reader.encode(text).slice(0, MAX_TOKENS),
    });
    const ids: number[] = [];
    const tokens = beamSearch(model, {
      ...{ startId: start, endId: end, forbiddenIds: [start, padding, unknown] },
      maxLength: 2 * MAX_TOKENS,
      ...(signal && { signal }),
    });
    for await (const { id } of tokens) ids.push(id);
    answers.push(writer.decode(ids));
  }
  return answers;
}

function part({ composition, name }: AnyParticle, node: string): AnyParticle {
  const found = composition?.nodes.find((one) => one.name === node)?.particle;
  if (found !== undefined) return found;
  throw new ParticleError({
    code: 'option-invalid',
    summary: `'${name}' is no translator of this example`,
    expected: `a part called '${node}'`,
  });
}

/** The vocabulary of a tokeniser, as it was saved with it; checked again by `tokenize`. */
function vocabularyOf(particle: AnyParticle, node: string): Vocabulary {
  const vocabulary = part(particle, node).config['vocabulary'] as Vocabulary | undefined;
  tokenize({ vocabulary: vocabulary as Vocabulary, padTo: MAX_TOKENS });
  return vocabulary as Vocabulary;
}
