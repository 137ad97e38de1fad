import { createRandom } from '@sora-particles/combinator-core';

/** Texts with the class of each. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly classes: readonly number[];
}

/**
 * Splits texts at random in two parts that have as much of each class. The same seed gives the same parts.
 *
 * @param share - Of the first part, between 0 and 1.
 */
export function splitInTwo(
  { texts, classes }: LabelledTexts,
  share: number,
  seed: number,
): readonly [LabelledTexts, LabelledTexts] {
  const random = createRandom(seed);
  const order = [...random.split('order').permutation(texts.length)];
  const first = new Set<number>();
  for (const label of new Set(classes)) {
    const own = order.filter((index) => classes[index] === label);
    for (const index of own.slice(0, Math.round(own.length * share))) first.add(index);
  }
  const part = (name: string, isFirst: boolean): LabelledTexts => {
    const indexes = order.filter((index) => first.has(index) === isFirst);
    // The last of each class are in the second part: mixed again, they do not come class by class.
    const mixed = [...random.split(name).permutation(indexes.length)].map((at) => indexes[at] ?? 0);
    return {
      texts: mixed.map((index) => texts[index] ?? ''),
      classes: mixed.map((index) => classes[index] ?? 0),
    };
  };
  return [part('first', true), part('second', false)];
}
