import { translator } from '@sora-particles/rnn-text';

const identity = (name: string, size: number) => ({ name, hash: '0123456789abcdef', size });

export const translatorExamples = [
  {
    title: 'translator',
    particle: translator({
      source: identity('english', 5),
      target: identity('french', 6),
      embeddingUnits: 3,
      units: 2,
      dropout: 0.3,
    }),
    seeds: [1, 2],
  },
];
