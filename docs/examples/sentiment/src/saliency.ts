import type { Label } from '@sora-particles/combinator-core';

/** A piece of a text, and what it did for the answer. */
export interface WeighedWord {
  readonly text: string;
  /**
   * How much the probability of the first label falls without it, in [-1, 1]: above 0 it speaks for that
   * label. 0 for what is between words.
   */
  readonly weight: number;
}

/** A text with its answer and its weighed words. */
export interface Explained {
  readonly answer: Label;
  readonly words: readonly WeighedWord[];
}

/**
 * Which words decided: each is left out once, and the model asked again (occlusion, Zeiler and Fergus 2014,
 * https://arxiv.org/abs/1311.2901). It asks nothing of the model but answers, so that it works for any.
 *
 * @param ask - Answers a list of texts.
 * @param label - The label whose probability is looked at; there are two.
 */
export async function weighWords(
  text: string,
  ask: (texts: readonly string[]) => Promise<readonly Label[]>,
  label: string,
): Promise<Explained> {
  const pieces = text.match(/\s+|\S+/g) ?? [];
  const words = [...pieces.keys()].filter((at) => /\S/.test(pieces[at] ?? ''));
  const without = words.map((left) => pieces.filter((_, at) => at !== left).join(''));
  const [whole, ...others] = await ask([text, ...without]);
  const weights = new Map(
    words.map((at, i) => [at, probabilityOf(label, whole) - probabilityOf(label, others[i])]),
  );
  return {
    answer: whole ?? { label, score: NaN },
    words: pieces.map((piece, at) => ({ text: piece, weight: weights.get(at) ?? 0 })),
  };
}

function probabilityOf(label: string, answer: Label | undefined): number {
  if (answer === undefined) return NaN;
  return answer.label === label ? answer.score : 1 - answer.score;
}
