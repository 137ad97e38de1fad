const ORDERS = [1, 2, 3, 4] as const;

/**
 * How much of the word sequences of translations is in those of people, from 0 to 100, over all texts
 * together: BLEU (Papineni et al. 2002, https://aclanthology.org/P02-1040). As sacreBLEU computes it by
 * default: words of the script 13a, sequences of 1 to 4 words, and where none of a length is found, half of
 * one, a quarter of one, and so on.
 */
export function bleu(translations: readonly string[], references: readonly string[]): number {
  const found = ORDERS.map(() => 0);
  const all = ORDERS.map(() => 0);
  let [length, wanted] = [0, 0];
  translations.forEach((translation, i) => {
    const [words, right] = [wordsOf(translation), wordsOf(references[i] ?? '')];
    length += words.length;
    wanted += right.length;
    ORDERS.forEach((order, at) => {
      const [own, other] = [countNgrams(words, order), countNgrams(right, order)];
      for (const [ngram, count] of own) {
        all[at] = (all[at] ?? 0) + count;
        found[at] = (found[at] ?? 0) + Math.min(count, other.get(ngram) ?? 0);
      }
    });
  });
  if (all.includes(0) || found[0] === 0) return 0;
  let missing = 1;
  const logs = ORDERS.map((_, at) => {
    const count = found[at] ?? 0;
    if (count === 0) missing *= 2;
    return Math.log((count === 0 ? 1 / missing : count) / (all[at] ?? 1));
  });
  const brevity = length < wanted ? Math.exp(1 - wanted / length) : 1;
  return 100 * brevity * Math.exp(logs.reduce((sum, log) => sum + log, 0) / ORDERS.length);
}

/** How often each sequence of so many items is there. */
export function countNgrams(items: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= items.length; i++) {
    const ngram = items.slice(i, i + order).join('\u0000');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Words of mteval-v13a: punctuation apart, save for points and commas within numbers. */
function wordsOf(text: string): readonly string[] {
  return ` ${text} `
    .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
    .replaceAll(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
