import { type Engine, predict, type Variables } from '@sora-particles/combinator-core';
import { tensor4d } from '@tensorflow/tfjs-core';
import { type Digits, SIDE } from './data.ts';
import type { readDigits } from './digits.ts';
import type { Misread } from './draw.ts';

/** How a recogniser did on images that it has not been trained on. */
export interface Examination {
  readonly count: number;
  /** From 0 to 1. */
  readonly accuracy: number;
  /** How often each digit (row) was taken for which (column). */
  readonly confusion: readonly (readonly number[])[];
  /** The surest mistakes first. */
  readonly misread: readonly Misread[];
}

/** What {@link examine} takes. */
export interface ExamineOptions {
  readonly particle: ReturnType<typeof readDigits>;
  readonly variables: Variables;
  readonly digits: Digits;
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** Lets the recogniser read all images, as in use, and compares with the labels. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { particle, variables, digits, engine, signal } = options;
  const images = tensor4d(Float32Array.from(digits.pixels), [digits.count, SIDE, SIDE, 1]);
  try {
    const answers = await predict(particle, variables, images, { engine, signal, batchSize: 250 });
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    const misread = answers.flatMap(({ label, score }, index): Misread[] => {
      const actual = digits.labels[index] ?? 0;
      const predicted = Number(label);
      const row = confusion[actual];
      if (row) row[predicted] = (row[predicted] ?? 0) + 1;
      return actual === predicted ? [] : [{ index, actual, predicted, score }];
    });
    misread.sort((a, b) => b.score - a.score || a.index - b.index);
    const accuracy = 1 - misread.length / digits.count;
    return { count: digits.count, accuracy, confusion, misread };
  } finally {
    images.dispose();
  }
}
