import type { Pair } from './data.ts';

/**
 * Translates without learning: gives the translation of the training text that shares the most sequences of
 * three characters with a text (Dice), the first one of several.
 */
export function nearestNeighbour(train: readonly Pair[]): (text: string) => string {
  const known = train.map(({ source, target }) => ({ grams: gramsOf(source), target }));
  return (text) => {
    const own = gramsOf(text);
    let best = { score: -1, target: '' };
    for (const { grams, target } of known) {
      let shared = 0;
      for (const gram of own) if (grams.has(gram)) shared++;
      const score = (2 * shared) / (own.size + grams.size);
      if (score > best.score) best = { score, target };
    }
    return best.target;
  };
}

function gramsOf(text: string): ReadonlySet<string> {
  const padded = `  ${text.toLowerCase()}  `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)));
}
