import { compose } from '@sora-particles/combinator-core';
import { decodeLabels, softmax } from '@sora-particles/combinator-core/elementary';
import type { TextClassifierTask } from '@sora-particles/example-kit';
import { ngramClassifier } from '@sora-particles/rnn-text';
import { loadReviews } from './reviews.ts';

/** From a sentence to the opinion in it. Characters find the stems of words that were never seen as a whole. */
const particle = compose(
  ngramClassifier({ classes: 2, features: 32_768, words: [1, 2], characters: [2, 5] }),
)
  .to(softmax())
  .to(decodeLabels({ labels: ['bad', 'good'] }));

/** What is taught, and with what. */
export const sentiment: TextClassifierTask = {
  name: 'sentiment',
  particle,
  labels: ['bad', 'good'],
  data: loadReviews,
  trainingShare: 0.8,
  learningRate: 0.01,
  folds: 5,
  card: {
    title: 'Good or bad opinion',
    use: 'To show how Sora Particles classifies sentences. It knows no irony.',
    data: 'Sentences of reviews at Amazon, IMDb and Yelp (Kotzias et al. 2015), 3,000, each once',
  },
};
