import { ParticleError } from '@sora-particles/combinator-core';
import { gather, type Tensor } from '@tensorflow/tfjs-core';

/** What the backends of TensorFlow.js and its native library say of a row that is not there. */
const OUT_OF_RANGE = /(-?\d+) is not in \[0/;

/**
 * The rows of a table by their numbers.
 *
 * @param ids - int32 `[count]`.
 * @throws ParticleError `value-out-of-range`, where the backend looks at the numbers.
 */
export function takeRows(table: Tensor, ids: Tensor, path: string): Tensor {
  try {
    return gather(table, ids);
  } catch (cause) {
    const found = cause instanceof Error ? OUT_OF_RANGE.exec(cause.message)?.[1] : undefined;
    if (found === undefined) throw cause;
    const last = table.shape[0] - 1;
    throw new ParticleError({
      code: 'value-out-of-range',
      summary: `there is no row for the id ${found}`,
      path,
      expected: `ids from 0 to ${String(last)}`,
      found,
      remedy: 'use the ids of the vocabulary that the table was made for',
      cause,
    });
  }
}
