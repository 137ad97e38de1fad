import { tensor2d, type Tensor } from '@tensorflow/tfjs-core';
import { openCoder, type TextCoder } from '../vocabulary/coder.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { denseRows, type RowNorm } from './sparse-row.ts';

/** What a run gives. */
interface Rows {
  readonly outputs: { readonly y: Tensor };
}

/** The ids of each text, counted and weighted: one row a text, one column an id. */
export function countRows(
  vocabulary: Vocabulary,
  texts: readonly string[],
  weigh: (count: number, id: number) => number,
  norm: RowNorm,
): Rows | Promise<Rows> {
  const { size } = vocabulary;
  const answer = ({ encode }: TextCoder): Rows => {
    const rows = denseRows(
      texts,
      size,
      (text, row) => {
        for (const id of encode(text)) row.add(id, 1);
      },
      weigh,
      norm,
    );
    return { outputs: { y: tensor2d(rows, [texts.length, size]) } };
  };
  const coder = openCoder(vocabulary);
  return coder instanceof Promise ? coder.then(answer) : answer(coder);
}
