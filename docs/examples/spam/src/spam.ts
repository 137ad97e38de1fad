import { compose } from '@sora-particles/combinator-core';
import { decodeLabels, softmax } from '@sora-particles/combinator-core/elementary';
import type { TextClassifierTask } from '@sora-particles/example-kit';
import { ngramClassifier } from '@sora-particles/rnn-text';
import { loadMails } from './mails.ts';

/** From a mail to an answer. */
const particle = compose(ngramClassifier({ classes: 2, features: 32_768, words: [1, 2] }))
  .to(softmax())
  .to(decodeLabels({ labels: ['ham', 'spam'] }));

/** What is taught, and with what. */
export const spam: TextClassifierTask = {
  name: 'spam',
  particle,
  labels: ['ham', 'spam'],
  data: loadMails,
  trainingShare: 0.8,
  learningRate: 0.01,
  card: {
    title: 'Spam or ham',
    use: 'To show how Sora Particles classifies texts. Mails have changed since 2002.',
    data: 'SpamAssassin public mail corpus (2002 to 2005), subject and body, duplicates left out',
  },
};
