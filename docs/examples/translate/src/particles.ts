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
export const MAX_TOKENS = 32;

/** Rows of ids are as long as a multiple of this: few lengths, as engines prepare for each of them. */
export const STEP = 8;

/** Sizes of the network. */
const SIZES = { embeddingUnits: 128, units: 256, dropout: 0.3 } as const;

/** Name of the model in its library. */
export const MODEL = 'english-french';

/** From texts, and what has been written of their translations, to what comes next. */
export function translate(
  source: Vocabulary<'english'>,
  target: Vocabulary<'french'>,
): AnyParticle {
  const rows = { maxLength: MAX_TOKENS, padTo: { multipleOf: STEP } } as const;
  const text = { value: 'text', shape: ['batch'] } as const;
  return graph({ x: text, target: text })
    .node('source', tokenize({ vocabulary: source, ...rows }), { x: 'x' })
    .node('written', tokenize({ vocabulary: target, ...rows, addStart: true }), { x: 'target' })
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
