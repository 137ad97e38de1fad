import { countNgrams } from './bleu.ts';

const ORDERS = [1, 2, 3, 4, 5, 6] as const;
/** How many times as much it counts to find what people wrote as to write nothing else. */
const BETA = 2;

/**
 * How much of the character sequences of translations is in those of people and the other way round, from 0
 * to 100, over all texts together: chrF2 (Popović 2015, https://aclanthology.org/W15-3049), with sequences of
 * 1 to 6 characters, spaces left out.
 */
export function chrf(translations: readonly string[], references: readonly string[]): number {
  const totals = ORDERS.map(() => ({ found: 0, own: 0, other: 0 }));
  translations.forEach((translation, i) => {
    const [own, other] = [charactersOf(translation), charactersOf(references[i] ?? '')];
    ORDERS.forEach((order, at) => {
      const total = totals[at];
      if (total === undefined) return;
      const [counts, wanted] = [countNgrams(own, order), countNgrams(other, order)];
      for (const [ngram, count] of counts) {
        total.own += count;
        total.found += Math.min(count, wanted.get(ngram) ?? 0);
      }
      for (const count of wanted.values()) total.other += count;
    });
  });
  const used = totals.filter(({ own, other }) => own > 0 && other > 0);
  if (used.length === 0) return 0;
  const mean = (share: (total: (typeof used)[number]) => number): number =>
    used.reduce((sum, total) => sum + share(total), 0) / used.length;
  const precision = mean(({ found, own }) => found / own);
  const recall = mean(({ found, other }) => found / other);
  if (precision + recall === 0) return 0;
  return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}

function charactersOf(text: string): readonly string[] {
  return Array.from(text.replaceAll(/\s/g, ''));
}
