import { compose, defineParticle } from '@sora-particles/combinator-core';
import { dense } from '@sora-particles/combinator-core/elementary';
import { lstm } from '@sora-particles/rnn-text';
import { gather } from '@tensorflow/tfjs-core';

/** Words that there are, numbers that each becomes, and numbers that the network remembers. */
export const VOCABULARY = 2000;
export const EMBEDDING = 32;
export const UNITS = 64;

const KIND = 'bench';

function embedding() {
  return defineParticle({
    kind: `${KIND}/embedding@1`,
    name: 'embedding',
    input: { x: { shape: ['batch', 'time'], dtype: 'int32' } },
    output: { y: { shape: ['batch', 'time', EMBEDDING], dtype: 'float32' } },
    params: {
      table: {
        shape: [VOCABULARY, EMBEDDING],
        initializer: { type: 'uniform', low: -0.05, high: 0.05 },
      },
    },
    run: (_context, { x }, { table }) => ({ outputs: { y: gather(table, x) } }),
  });
}

/** Tells two kinds of sentences apart: embedding, LSTM, logits. */
export function sentenceClassifier(units: number) {
  return compose(embedding())
    .to(lstm({ units }))
    .to(dense({ units: 2, meaning: 'logits', name: 'logits' }));
}
