import { checkOptions } from '@sora-particles/combinator-core';
import { decodingChecks, type DecodingOptions } from './decoding-options.ts';
import { walk } from './sample.ts';
import type { DecodedToken, NextTokenModel } from './next-token-model.ts';

/**
 * Gives the most probable token at each step (of equal ones the smallest), as long as somebody asks for
 * them, until the end token or `maxLength`. Leaving the loop, or an error in it, disposes of everything.
 *
 * @throws ParticleError `option-unknown`, `option-missing`, `option-invalid`; while it runs `aborted`,
 *   `value-out-of-range` for ids that the model does not know, `output-invalid` for NaN.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { greedy, type NextTokenModel } from '@sora-particles/rnn-text';
 * import { add, oneHot, scalar, type Tensor1D } from '@tensorflow/tfjs-core';
 *
 * // Counts: after each token comes the next one. Token 4 is the end.
 * const counting: NextTokenModel = {
 *   begin: () => ({}),
 *   step: (tokens) => ({ logits: oneHot(add<Tensor1D>(tokens, scalar(1, 'int32')), 5), state: {} }),
 * };
 * const ids: number[] = [];
 * for await (const { id } of greedy(counting, { startId: 0, endId: 4 })) ids.push(id);
 * console.log(ids); // [ 1, 2, 3 ]
 * ```
 */
export async function* greedy(
  model: NextTokenModel,
  options: DecodingOptions,
): AsyncGenerator<DecodedToken, void, undefined> {
  checkOptions('greedy', options, decodingChecks);
  yield* walk(model, options, largest);
}

function largest(row: Float64Array): number {
  let at = 0;
  row.forEach((value, id) => {
    if (value > (row[at] ?? -Infinity)) at = id;
  });
  return at;
}
