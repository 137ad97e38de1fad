import { compose, scan, type AnyParticle } from '@sora-particles/combinator-core';
import { dropout, layerNormalization } from '@sora-particles/combinator-core/elementary';
import type { Example } from '@sora-particles/particle-testkit';
import { bidirectional, gru, gruCell, lstm, lstmCell } from '@sora-particles/rnn-text';

const sequences = { units: 3, returnSequences: true } as const;
const everything = {
  ...sequences,
  returnState: true,
  goBackwards: true,
  dropout: 0.3,
  recurrentDropout: 0.2,
} as const;

const particles: Readonly<Record<string, AnyParticle>> = {
  lstm: lstm({ units: 3 }),
  'lstm with everything': lstm({ ...everything, activation: 'softsign' }),
  'lstm with its state': lstm({ units: 2, returnState: true, useBias: false }),
  gru: gru({ units: 3 }),
  'gru with everything': gru({ ...everything, recurrentActivation: 'softsign' }),
  'gru as published': gru({ units: 2, returnState: true, resetAfter: false, dropout: 0.5 }),
  lstmCell: lstmCell({ units: 3 }),
  gruCell: gruCell({ units: 3, resetAfter: false }),
  'a scan of a cell': scan(lstmCell({ units: 2 })),
  bidirectional: bidirectional(lstm({ units: 2 })),
  'bidirectional, all steps': bidirectional(gru({ ...sequences, recurrentDropout: 0.2 }), {
    merge: 'mul',
  }),
  'bidirectional, of two kinds, with state': bidirectional(
    lstm({ ...sequences, returnState: true }),
    { backward: gru({ units: 4, returnSequences: true }) },
  ),
  'bidirectional, of chains': bidirectional(
    compose(lstm(sequences)).to(layerNormalization()).to(dropout(0.2)),
    { merge: 'ave' },
  ),
};

/** What the conformance kit tests of the recurrent particles. */
export const recurrentExamples: readonly Example[] = Object.entries(particles).map(
  ([title, particle]) => ({ title, particle }),
);
