import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import type { Pair } from './data.ts';
import { nearestNeighbour } from './nearest.ts';

/** How good translations of held-out texts are. */
export interface Scores {
  readonly name: string;
  readonly bleu: number;
  readonly chrf: number;
}

/** Scores of the model's answers, beside copying the source, and the nearest neighbour's translation. */
export function scoreTranslations(
  { train, test }: { readonly train: readonly Pair[]; readonly test: readonly Pair[] },
  answers: readonly string[],
): readonly Scores[] {
  const sources = test.map(({ source }) => source);
  const references = test.map(({ target }) => target);
  const nearest = nearestNeighbour(train);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['copy the source', sources],
    ['nearest neighbour', sources.map(nearest)],
    ['the model', answers],
  ];
  return rows.map(([name, texts]) => ({
    name,
    bleu: bleu(texts, references),
    chrf: chrf(texts, references),
  }));
}

/** As lines of a table. */
export function scoreTable(scores: readonly Scores[]): readonly string[] {
  const line = (...[name = '', a = '', b = '']: readonly string[]) =>
    `  ${name.padEnd(20)}${a.padStart(6)}${b.padStart(8)}`;
  return [
    line('', 'BLEU', 'chrF'),
    ...scores.map((row) => line(row.name, row.bleu.toFixed(1), row.chrf.toFixed(1))),
  ];
}
