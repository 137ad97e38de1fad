import {
  type AnyParticle,
  combinatorKinds,
  createRegistry,
  graph,
  type Registry,
} from '@sora-particles/combinator-core';
import { elementaryKinds } from '@sora-particles/combinator-core/elementary';
import { rnnTextKinds, tokenize, translator, type Vocabulary } from '@sora-particles/rnn-text';

/** The most tokens of a text: what is longer is cut. */
export const MAX_TOKENS = 24;

/** Sizes of the network. */
export const SIZES = { embeddingUnits: 96, units: 128 } as const;

/** Name of the model in its library. */
export const MODEL = 'english-french';

/** From texts, and what has been written of their translations, to what comes next. */
export function translate(
  source: Vocabulary<'english'>,
  target: Vocabulary<'french'>,
): AnyParticle {
  const padTo = MAX_TOKENS;
  return graph({
    x: { value: 'text', shape: ['batch'] },
    target: { value: 'text', shape: ['batch'] },
  })
    .node('source', tokenize({ vocabulary: source, padTo }), { x: 'x' })
    .node('written', tokenize({ vocabulary: target, padTo, addStart: true }), { x: 'target' })
    .node('translator', translator({ source, target, ...SIZES }), {
      x: 'source',
      mask: 'source.mask',
      target: 'written',
      targetMask: 'written.mask',
    })
    .output({ y: 'translator' });
}

/** The kinds of particles that a saved model of this example may name. */
export function exampleRegistry(): Registry {
  return createRegistry([...combinatorKinds, ...elementaryKinds, ...rnnTextKinds]);
}
